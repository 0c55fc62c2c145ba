import { defineFilter } from '../../../jinja/define.ts';
import { toFloat } from '../../../value/convert.ts';
import { valueError, zeroDivision } from '../../../value/errors.ts';
import { asFloat } from '../../../value/number.ts';
import { PyFloat } from '../../../value/types.ts';
import { numbersOnly, realNumber } from '../../support/math.ts';
import { power } from './pow.ts';

function squareRoot(n: number): PyFloat {
  if (n < 0) throw valueError('math domain error');
  return new PyFloat(Math.sqrt(n));
}

export default defineFilter({
  doc: 'Root of a number, square or of the degree given, as a float.',
  signature: 'inversepower(x, base=2)',
  run: (_ctx, x, base) =>
    numbersOnly('root() can only be used on numbers', ['TypeError', 'ValueError'], () => {
      if (asFloat(base!) === 2) return squareRoot(realNumber(x!));
      const b = asFloat(toFloat(base!))!;
      const n = realNumber(x!);
      if (b === 0) throw zeroDivision('float division by zero');
      return new PyFloat(power(n, 1 / b));
    }),
});
