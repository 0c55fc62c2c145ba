import { typeError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { typeName } from '../../value/type-name.ts';
import { PyFloat } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'The absolute value of a number.',
  signature: '!abs(x)',
  run: (_ctx, v) => {
    const n = asInt(v!);
    if (n !== undefined) return n < 0 ? -n : n;
    if (v instanceof PyFloat) return new PyFloat(Math.abs(v.value));
    if (v instanceof Undefined) throw typeError(`bad operand type for abs(): '${typeName(v)}'`);
    throw typeError(`bad operand type for abs(): '${typeName(v!)}'`);
  },
});
