import { defineFilter } from '../../../jinja/define.ts';
import { typeError, valueError } from '../../../value/errors.ts';
import { asInt } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { bounded, iterate, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'All orders of `r` items of a list (of all, where `r` is not given), as tuples.',
  signature: '#permutations(iterable, r=None)',
  run(_ctx, iterable, r) {
    const items = [...iterate(iterable!)];
    if (r !== null && asInt(r!) === undefined) throw typeError('Expected int as r');
    const size = r === null ? items.length : Number(asInt(r!));
    if (size < 0) throw valueError('r must be non-negative');
    let count = 1;
    for (let i = 0; i < size; i++) count *= items.length - i;
    bounded(count);
    const out: Value[] = [];
    const walk = (row: Value[], left: Value[]): void => {
      if (row.length === size) out.push(tuple(row));
      else left.forEach((v, i) => void walk([...row, v], [...left.slice(0, i), ...left.slice(i + 1)]));
    };
    if (size <= items.length) walk([], items);
    return out;
  },
});
