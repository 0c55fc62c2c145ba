import { isDict } from '../../value/dict.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is a dict.',
  signature: 'test_mapping(value)',
  run: (_ctx, v) => isDict(v!),
});
