import { equal } from '../../value/compare.ts';
import { binary } from '../../value/operators.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a number can be divided by another.',
  signature: 'test_divisibleby(value, num)',
  run: (_ctx, v, n) => equal(binary('%')(v!, n!), 0),
});
