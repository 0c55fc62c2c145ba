import { PyBytes } from '../../value/containers.ts';
import { typeError } from '../../value/errors.ts';
import { iterate } from '../../value/iterate.ts';
import { add } from '../../value/operators.ts';
import { isText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { attrGetter } from '../support/attribute.ts';

export default defineFilter({
  doc: 'The sum of a sequence, plus `start`.',
  signature: 'sync_do_sum(environment, iterable, attribute=None, start=0)',
  run: (ctx, value, attribute, start) => {
    if (start === undefined || isText(start))
      throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
    if (start instanceof PyBytes) throw typeError("sum() can't sum bytes [use b''.join(seq) instead]");
    const get = attribute === null ? undefined : attrGetter(ctx.env, attribute!);
    let total: Value = start;
    for (const v of iterate(value!)) total = add(total, get === undefined ? v : get(v));
    return total;
  },
});
