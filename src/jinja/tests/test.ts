import { hashKey } from '../../value/dict.ts';
import { asText } from '../../value/text.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether there is a test of that name.',
  signature: 'test_test(environment, value)',
  run: (ctx, v) => {
    hashKey(v!);
    const n = asText(v!);
    return n !== undefined && ctx.env.findTest(n) !== undefined;
  },
});
