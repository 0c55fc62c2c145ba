import { defineFilter } from '../../../jinja/define.ts';
import { overflowError, valueError } from '../../../value/errors.ts';
import { PyFloat } from '../../../value/types.ts';
import { numbersOnly, realNumber } from '../../support/math.ts';

/** Python's math.pow. */
export function power(x: number, y: number): number {
  if (x === 1) return 1;
  const r = x ** y;
  if (Number.isNaN(r) && !Number.isNaN(x) && !Number.isNaN(y)) throw valueError('math domain error');
  if (!Number.isFinite(r) && Number.isFinite(x) && Number.isFinite(y)) {
    throw x === 0 ? valueError('math domain error') : overflowError('math range error');
  }
  return r;
}

export default defineFilter({
  doc: 'A number raised to a power, as a float.',
  signature: 'power(x, y)',
  run: (_ctx, x, y) =>
    numbersOnly(
      'pow() can only be used on numbers',
      ['TypeError'],
      () => new PyFloat(power(realNumber(x!), realNumber(y!))),
    ),
});
