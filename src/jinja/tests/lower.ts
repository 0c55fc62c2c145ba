import { call } from '../../value/callable.ts';
import { getAttribute } from '../../value/protocol.ts';
import { str } from '../../value/repr.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a text is in lower case.',
  signature: 'test_lower(value)',
  run: (_ctx, v) => call(getAttribute(str(v!), 'islower'), []),
});
