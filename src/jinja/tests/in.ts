import { contains } from '../../value/operators.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a value is in a container.',
  signature: 'test_in(value, seq)',
  run: (_ctx, v, seq) => contains(seq!, v!),
});
