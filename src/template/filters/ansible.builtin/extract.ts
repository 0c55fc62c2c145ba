import { defineFilter } from '../../../jinja/define.ts';
import type { Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';

export default defineFilter({
  doc: 'The value under a key of a container, and with `morekeys` what lies deeper.',
  signature: 'extract(environment, item, container, morekeys=None)',
  run(ctx, item, container, morekeys) {
    const keys: Value[] =
      morekeys === null ? [item!] : Array.isArray(morekeys) ? [item!, ...morekeys] : [item!, morekeys!];
    let value: Value = container!;
    for (const key of keys) {
      value = ctx.env.getItem(value, key);
      if (isUndefined(value)) return value;
    }
    return value;
  },
});
