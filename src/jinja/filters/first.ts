import { iterate } from '../../value/iterate.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'The first item of a sequence.',
  signature: 'sync_do_first(environment, seq)',
  run: (ctx, seq) => {
    for (const v of iterate(seq!)) return v;
    return ctx.env.makeUndefined({ hint: 'No first item, sequence was empty.' });
  },
});
