import { Undefined } from '../../value/undefined.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether there is a value.',
  signature: 'test_defined(value)',
  run: (_ctx, v) => !(v instanceof Undefined),
});
