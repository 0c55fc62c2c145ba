// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { call } from '../../value/callable.ts';
import { getAttribute } from '../../value/protocol.ts';
import { Markup } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { escape } from '../markup.ts';
import { pyStr, softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'Replaces a text by another, everywhere or `count` times.',
  signature: 'do_replace(eval_ctx, s, old, new, count=None)',
  run: (ctx, s, old, by, count) => {
    const n = count ?? -1;
    if (!ctx.autoescape) return call(getAttribute(pyStr(s!), 'replace'), [pyStr(old!), pyStr(by!), n]);
    const text =
      old instanceof Markup || (by instanceof Markup && !(s instanceof Markup)) ? escape(s!) : softStr(s!);
    return call(getAttribute(text, 'replace'), [softStr(old!), softStr(by!), n]);
  },
});
