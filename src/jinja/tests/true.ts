import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is true.',
  signature: 'test_true(value)',
  run: (_ctx, v) => v === true,
});
