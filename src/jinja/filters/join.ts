// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { iterate } from '../../value/iterate.ts';
import { join } from '../../value/str-replace.ts';
import { Markup, type Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { escape } from '../markup.ts';
import { attrGetter, pyStr, softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'Joins the items of a sequence to a text.',
  signature: "sync_do_join(eval_ctx, value, d='', attribute=None)",
  run: (ctx, value, d, attribute) => {
    const get = attribute === null ? undefined : attrGetter(ctx.env, attribute!);
    const items: Value[] = [];
    for (const v of iterate(value!)) items.push(get === undefined ? v : get(v));
    if (!ctx.autoescape) return join(pyStr(d!), items.map(pyStr));
    if (d instanceof Markup) return join(d, items.map(softStr));
    if (items.some((v) => v instanceof Markup)) return join(escape(d!), items.map(softStr));
    return join(pyStr(d!), items.map(pyStr));
  },
});
