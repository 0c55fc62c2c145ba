import { PyFloat } from '../../value/types.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is a float.',
  signature: 'test_float(value)',
  run: (_ctx, v) => v instanceof PyFloat,
});
