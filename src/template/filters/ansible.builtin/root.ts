import { defineFilter } from '../../../jinja/define.ts';
import { valueError, zeroDivision } from '../../../value/errors.ts';
import { PyFloat } from '../../../value/types.ts';
import { numbersOnly, realNumber } from '../../support/math.ts';
import { power } from './pow.ts';

export default defineFilter({
  doc: 'Root of a number, square or of the degree given, as a float.',
  signature: 'inversepower(x, base=2)',
  run: (_ctx, x, base) =>
    numbersOnly('root() can only be used on numbers', ['TypeError', 'ValueError'], () => {
      const [n, b] = [realNumber(x!), realNumber(base!)];
      if (b === 2) {
        if (n < 0) throw valueError('math domain error');
        return new PyFloat(Math.sqrt(n));
      }
      if (b === 0) throw zeroDivision('float division by zero');
      return new PyFloat(power(n, 1 / b));
    }),
});
