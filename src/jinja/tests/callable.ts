import { isCallable } from '../../value/callable.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value can be called.',
  signature: '!callable(obj)',
  run: (_ctx, v) => isCallable(v!),
});
