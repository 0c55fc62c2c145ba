import { defineLookup } from '../../template/define.ts';
import { flatten } from '../../template/support/flatten.ts';
import { bounded, iterate } from '../../template/support/py.ts';
import type { Value } from '../../value/types.ts';
import { lookupFailure } from '../support/files.ts';
import { listed } from '../support/terms.ts';

/** Each member of `left` with each of `right`, laid flat by one level. */
function combine(left: readonly Value[], right: readonly Value[]): Value[] {
  bounded(left.length * right.length);
  return left.flatMap((x) => right.map((y) => flatten([x, y], 1, false) as Value));
}

export default defineLookup({
  description: 'Every combination of the members of lists.',
  options: {},
  run(terms) {
    if (!terms.length) throw lookupFailure('with_nested requires at least one element in the nested list');
    const lists = terms.map(listed);
    let out: Value[] = lists[0]!;
    for (const next of lists.slice(1)) out = combine(out, next);
    return out.map((row) => flatten(iterate(row), 1, false));
  },
});
