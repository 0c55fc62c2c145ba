import { toFloat, toInt } from '../../value/convert.ts';
import { isPyError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { asText } from '../../value/text.ts';
import { PyFloat } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'As an int, or the default where it is no number.',
  signature: 'do_int(value, default=0, base=10)',
  run: (_ctx, v, orElse, base) => {
    try {
      return asText(v!) === undefined ? toInt(v!) : toInt(v!, Number(asInt(base!) ?? 10));
    } catch (e) {
      if (!isPyError(e, 'TypeError') && !isPyError(e, 'ValueError')) throw e;
    }
    try {
      return toInt(new PyFloat(toFloat(v!)));
    } catch (e) {
      if (isPyError(e, 'TypeError') || isPyError(e, 'ValueError')) return orElse!;
      throw e;
    }
  },
});
