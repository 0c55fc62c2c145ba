import { Undefined } from '../../value/undefined.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether there is no value.',
  signature: 'test_undefined(value)',
  run: (_ctx, v) => v instanceof Undefined,
});
