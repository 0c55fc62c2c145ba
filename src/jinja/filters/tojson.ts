import { jsonDumps } from '../../value/json.ts';
import { asInt } from '../../value/number.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { Markup } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'As JSON that is safe in HTML.',
  signature: 'do_tojson(eval_ctx, value, indent=None)',
  run: (ctx, v, indent) => {
    const policies = ctx.env.options.policies?.get('json.dumps_kwargs');
    const sortKeys = policies instanceof Map ? truth(policies.get('sort_keys') ?? false) : true;
    const text = jsonDumps(v!, {
      indent: indent === null ? null : (asText(indent!) ?? Number(asInt(indent!))),
      sortKeys,
    });
    return new Markup(
      text
        .replaceAll('<', '\\u003c')
        .replaceAll('>', '\\u003e')
        .replaceAll('&', '\\u0026')
        .replaceAll("'", '\\u0027'),
    );
  },
});
