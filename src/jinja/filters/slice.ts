import { PyIterator } from '../../value/containers.ts';
import { toList } from '../../value/iterate.ts';
import { checkItems } from '../../value/limits.ts';
import { asFloat, asInt } from '../../value/number.ts';
import { binary } from '../../value/operators.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

function* parts(value: Value, slices: Value, fill: Value): Generator<Value> {
  const list = toList(value);
  const each = Number(asFloat(binary('//')(list.length, slices)));
  const extra = Number(asFloat(binary('%')(list.length, slices)));
  let at = 0;
  checkItems(Number(asInt(slices)));
  for (let i = 0; i < Number(asInt(slices)); i++) {
    const n = each + (i < extra ? 1 : 0);
    const part = list.slice(at, at + n);
    at += n;
    if (fill !== null && i >= extra) part.push(fill);
    yield part;
  }
}

export default defineFilter({
  doc: 'Divides a sequence in a number of lists.',
  signature: 'sync_do_slice(value, slices, fill_with=None)',
  run: (_ctx, value, slices, fill) =>
    new PyIterator(parts(value!, slices!, fill!), 'generator', 'sync_do_slice'),
});
