import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is true or false.',
  signature: 'test_boolean(value)',
  run: (_ctx, v) => typeof v === 'boolean',
});
