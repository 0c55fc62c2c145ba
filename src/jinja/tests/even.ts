import { equal } from '../../value/compare.ts';
import { binary } from '../../value/operators.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a number is even.',
  signature: 'test_even(value)',
  run: (_ctx, v) => equal(binary('%')(v!, 2), 0),
});
