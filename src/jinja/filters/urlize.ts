import { PyError } from '../../value/errors.ts';
import { toList } from '../../value/iterate.ts';
import { asInt } from '../../value/number.ts';
import { repr, str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { Markup } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { urlize } from '../support/urlize.ts';

export default defineFilter({
  doc: 'Makes links of what looks like one.',
  signature:
    'do_urlize(eval_ctx, value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None)',
  run: (ctx, v, limit, nofollow, target, rel, schemes) => {
    const rels = new Set((asText(rel!) ?? '').split(/\s+/).filter(Boolean));
    if (truth(nofollow!)) rels.add('nofollow');
    const policies = ctx.env.options.policies;
    const relPolicy = policies?.get('urlize.rel');
    for (const r of (relPolicy === undefined ? 'noopener' : (asText(relPolicy) ?? ''))
      .split(/\s+/)
      .filter(Boolean))
      rels.add(r);
    const wanted = schemes ?? policies?.get('urlize.extra_schemes') ?? null;
    const aim = target ?? policies?.get('urlize.target') ?? null;
    const list = wanted === null ? [] : toList(wanted).map(str);
    for (const s of list)
      if (!/^[\w.+-]{2,}:\/{0,2}$/.test(s))
        throw new PyError('FilterArgumentError', `${repr(s)} is not a valid URI scheme prefix.`);
    const max = limit === null ? null : Number(asInt(limit!));
    const out = urlize(str(v!), max, [...rels].sort().join(' '), aim === null ? null : str(aim), list);
    return ctx.autoescape ? new Markup(out) : out;
  },
});
