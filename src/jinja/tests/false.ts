import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is false.',
  signature: 'test_false(value)',
  run: (_ctx, v) => v === false,
});
