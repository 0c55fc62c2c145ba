import { expect, test } from 'vitest';
import { ansibleFilters } from '../../src/template/filters.gen.ts';
import { ansibleTests } from '../../src/template/tests.gen.ts';
import { caseFiles, placesOf, replay } from '../plugins/replay.ts';

const plugins = { filters: Object.keys(ansibleFilters), tests: Object.keys(ansibleTests) };

for (const [kind, names] of Object.entries(plugins)) {
  test(`the ${kind} have cases, and the cases ${kind}`, () => {
    expect([...caseFiles(`template/${kind}`).keys()].sort()).toEqual(placesOf(names));
  });
  test.each([...caseFiles(`template/${kind}`)])(`${kind}: %s`, async (_name, path) => {
    expect(await replay(path)).toEqual([]);
  });
}
