import { isNumber } from '../../value/number.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is a number (or a boolean).',
  signature: 'test_number(value)',
  run: (_ctx, v) => isNumber(v!),
});
