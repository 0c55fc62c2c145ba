import { isIterable, iterate } from '../../value/iterate.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether one can loop over the value.',
  signature: 'test_iterable(value)',
  run: (_ctx, v) => {
    if (!isIterable(v!)) return false;
    if (v instanceof Undefined) iterate(v);
    return true;
  },
});
