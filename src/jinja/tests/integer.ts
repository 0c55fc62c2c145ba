import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is an int.',
  signature: 'test_integer(value)',
  run: (_ctx, v) => typeof v === 'number' || typeof v === 'bigint',
});
