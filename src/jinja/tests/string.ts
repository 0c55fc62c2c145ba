import { isText } from '../../value/text.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value is a text.',
  signature: 'test_string(value)',
  run: (_ctx, v) => isText(v!),
});
