import { equal, less } from '../../value/compare.ts';
import { PyIterator } from '../../value/containers.ts';
import { iterate } from '../../value/iterate.ts';
import { checkItems } from '../../value/limits.ts';
import { asInt } from '../../value/number.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

function* batches(value: Value, n: Value, fill: Value): Generator<Value> {
  let row: Value[] = [];
  for (const item of iterate(value)) {
    if (equal(row.length, n)) {
      yield row;
      row = [];
    }
    row.push(item);
  }
  if (row.length === 0) return;
  if (fill !== null && less(row.length, n)) {
    checkItems(Number(asInt(n)));
    for (let i = row.length; i < Number(asInt(n)); i++) row.push(fill);
  }
  yield row;
}

export default defineFilter({
  doc: 'Lists of `linecount` items each, the last filled up with `fill_with`.',
  signature: 'do_batch(value, linecount, fill_with=None)',
  run: (_ctx, value, n, fill) => new PyIterator(batches(value!, n!, fill!), 'generator', 'do_batch'),
});
