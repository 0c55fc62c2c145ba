// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { call } from '../../value/callable.ts';
import { typeError, valueError } from '../../value/errors.ts';
import { iterate } from '../../value/iterate.ts';
import { getAttribute } from '../../value/protocol.ts';
import { repr } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { typeName } from '../../value/type-name.ts';
import { Markup, type Value } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';
import { escape } from '../markup.ts';

export default defineFilter({
  doc: 'A dict as attributes of an HTML tag.',
  signature: 'do_xmlattr(eval_ctx, d, autospace=True)',
  run: (ctx, d, autospace) => {
    const items: string[] = [];
    for (const pair of iterate(call(getAttribute(d!, 'items'), []))) {
      const [k, v] = pair as [Value, Value];
      if (v === null || v instanceof Undefined) continue;
      const key = asText(k);
      if (key === undefined) throw typeError(`expected string or bytes-like object, got '${typeName(k)}'`);
      if (/[\s/>=]/.test(key)) throw valueError(`Invalid character in attribute name: ${repr(k)}`);
      items.push(`${escape(k).text}="${escape(v).text}"`);
    }
    const out = (truth(autospace!) && items.length > 0 ? ' ' : '') + items.join(' ');
    return ctx.autoescape ? new Markup(out) : out;
  },
});
