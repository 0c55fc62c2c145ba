import { length } from '../../value/iterate.ts';
import { subscript } from '../../value/protocol.ts';
import { sharedRandom } from '../../value/random.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'A random item of a sequence.',
  signature: 'do_random(context, seq)',
  volatile: true,
  run: (ctx, seq) => {
    const n = length(seq!);
    if (n === 0) return ctx.env.makeUndefined({ hint: 'No random item, sequence was empty.' });
    return subscript(seq!, sharedRandom().below(n));
  },
});
