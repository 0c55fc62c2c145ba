import { defineFilter } from '../../../jinja/define.ts';
import { valueError, zeroDivision } from '../../../value/errors.ts';
import { PyFloat } from '../../../value/types.ts';
import { numbersOnly, realNumber } from '../../support/math.ts';

const ln = (x: number): number => {
  if (x <= 0) throw valueError('math domain error');
  return Math.log(x);
};

export default defineFilter({
  doc: 'Logarithm of a number, natural or of the base given.',
  signature: 'logarithm(x, base=2.718281828459045)',
  run: (_ctx, x, base) =>
    numbersOnly('log() can only be used on numbers', ['TypeError'], () => {
      const [n, b] = [realNumber(x!), realNumber(base!)];
      if (b === 10) {
        ln(n);
        return new PyFloat(Math.log10(n));
      }
      const below = ln(b);
      if (below === 0) throw zeroDivision('float division by zero');
      return new PyFloat(ln(n) / below);
    }),
});
