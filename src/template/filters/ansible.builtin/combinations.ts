import { defineFilter } from '../../../jinja/define.ts';
import { valueError } from '../../../value/errors.ts';
import type { Value } from '../../../value/types.ts';
import { bounded, indexOf, iterate, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'All choices of `r` items of a list in its order, as tuples.',
  signature: '#combinations(iterable, r)',
  run(_ctx, iterable, r) {
    const items = [...iterate(iterable!)];
    const size = indexOf(r!);
    if (size < 0) throw valueError('r must be non-negative');
    let count = 1;
    for (let i = 0; i < Math.min(size, items.length - size); i++)
      count = (count * (items.length - i)) / (i + 1);
    bounded(count);
    const out: Value[] = [];
    const walk = (row: Value[], from: number): void => {
      if (row.length === size) out.push(tuple(row));
      else for (let i = from; i <= items.length - (size - row.length); i++) walk([...row, items[i]!], i + 1);
    };
    walk([], 0);
    return out;
  },
});
