import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is none.',
  signature: 'test_none(value)',
  run: (_ctx, v) => v === null,
});
