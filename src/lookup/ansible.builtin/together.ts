import { defineLookup } from '../../template/define.ts';
import { flatten } from '../../template/support/flatten.ts';
import type { Value } from '../../value/types.ts';
import { lookupFailure } from '../support/files.ts';
import { listed } from '../support/terms.ts';

export default defineLookup({
  description: 'Lists walked side by side: each item is a list of what stands at one place; None fills up.',
  options: {},
  run(terms) {
    if (!terms.length) throw lookupFailure('with_together requires at least one element in each list');
    const lists: Value[][] = terms.map(listed);
    const length = Math.max(...lists.map((l) => l.length));
    return Array.from({ length }, (_, i) =>
      flatten(
        lists.map((l) => l[i] ?? null),
        1,
        false,
      ),
    );
  },
});
