import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether two values are the same object.',
  signature: 'test_sameas(value, other)',
  run: (_ctx, a, b) => a === b,
});
