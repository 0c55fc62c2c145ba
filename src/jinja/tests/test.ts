import { hashKey } from '../../value/dict.ts';
import { asText } from '../../value/text.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether there is a test of that name.',
  signature: 'test_test(environment, value)',
  run: (ctx, v) => {
    const named = ctx.env.options.pluginName;
    if (named === undefined) hashKey(v!);
    const n = named === undefined ? asText(v!) : named(v!);
    return n !== undefined && ctx.env.findTest(n) !== undefined;
  },
});
