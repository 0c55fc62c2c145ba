import { expect, test } from 'vitest';
import { ansibleFilters } from '../../src/template/filters.gen.ts';
import { ansibleTests } from '../../src/template/tests.gen.ts';
import { caseFiles, placesOf, replay } from '../plugins/replay.ts';

// The other collections follow.
const builtin = (name: string): boolean => name.startsWith('ansible.builtin');
const plugins = { filters: Object.keys(ansibleFilters), tests: Object.keys(ansibleTests) };

for (const [kind, names] of Object.entries(plugins)) {
  test(`the ${kind} have cases, and the cases ${kind}`, () => {
    expect([...caseFiles(`template/${kind}`).keys()].filter(builtin).sort()).toEqual(
      placesOf(names.filter(builtin)),
    );
  });
  test.each([...caseFiles(`template/${kind}`)].filter(([name]) => builtin(name)))(
    `${kind}: %s`,
    async (_name, path) => {
      expect(await replay(path)).toEqual([]);
    },
  );
}
