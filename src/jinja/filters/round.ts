import { PyError, typeError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { binary } from '../../value/operators.ts';
import { round, whole } from '../../value/round.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import { isUndefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'Rounds a number: common, ceil or floor.',
  signature: "do_round(value, precision=0, method='common')",
  run: (_ctx, v, precision, method) => {
    const m = asText(method!);
    if (m !== 'common' && m !== 'ceil' && m !== 'floor')
      throw new PyError('FilterArgumentError', 'method must be common, ceil or floor');
    if (m === 'common') {
      if (isUndefined(precision!)) precision.fail();
      if (precision === null) return round(v!, null);
      const digits = asInt(precision!);
      if (digits === undefined)
        throw typeError(`'${typeName(precision!)}' object cannot be interpreted as an integer`);
      return round(v!, Number(digits));
    }
    const power = binary('**')(10, precision!);
    return binary('/')(whole(binary('*')(v!, power), m), power);
  },
});
