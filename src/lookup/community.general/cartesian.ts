import { defineLookup } from '../../template/define.ts';
import { flatten } from '../../template/support/flatten.ts';
import { bounded } from '../../template/support/py.ts';
import type { Value } from '../../value/types.ts';
import { lookupFailure } from '../support/files.ts';
import { listed } from '../support/terms.ts';

export default defineLookup({
  description: 'The Cartesian product of lists.',
  options: {},
  run(terms) {
    if (!terms.length) throw lookupFailure('with_cartesian requires at least one element in each list');
    const lists = terms.map(listed);
    bounded(lists.reduce((n, l) => n * l.length, 1));
    let rows: Value[][] = [[]];
    for (const list of lists) rows = rows.flatMap((row) => list.map((v) => [...row, v]));
    return rows.map((row) => flatten(row, 1, false));
  },
});
