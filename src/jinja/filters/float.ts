import { toFloat } from '../../value/convert.ts';
import { isPyError } from '../../value/errors.ts';
import { PyFloat } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'As a float, or the default where it is no number.',
  signature: 'do_float(value, default=0.0)',
  run: (_ctx, v, orElse) => {
    try {
      return new PyFloat(toFloat(v!));
    } catch (e) {
      if (isPyError(e, 'TypeError') || isPyError(e, 'ValueError')) return orElse!;
      throw e;
    }
  },
});
