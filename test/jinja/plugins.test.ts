import { expect, test } from 'vitest';
import { builtinFilters } from '../../src/jinja/filters.gen.ts';
import { builtinTests } from '../../src/jinja/tests.gen.ts';
import { caseFiles, placesOf, replay } from '../plugins/replay.ts';

const plugins = { filters: Object.keys(builtinFilters), tests: Object.keys(builtinTests) };

for (const [kind, names] of Object.entries(plugins)) {
  test(`the ${kind} have cases, and the cases ${kind}`, () => {
    expect([...caseFiles(`jinja/${kind}`).keys()].sort()).toEqual(placesOf(names));
  });
  test.each([...caseFiles(`jinja/${kind}`)])(`${kind}: %s`, async (_name, path) => {
    expect(await replay(path)).toEqual([]);
  });
}
