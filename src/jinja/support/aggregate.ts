import { order } from '../../value/compare.ts';
import { iterate } from '../../value/iterate.ts';
import type { Value } from '../../value/types.ts';
import type { CallContext } from '../define.ts';
import { attrGetter, ignoreCase } from './attribute.ts';

/** min and max: the first of those that no other beats. */
export function minOrMax(
  ctx: CallContext,
  value: Value,
  op: '<' | '>',
  caseSensitive: boolean,
  attribute: Value,
): Value {
  const key = attrGetter(ctx.env, attribute, caseSensitive ? undefined : ignoreCase);
  let best: { v: Value; k: Value } | undefined;
  for (const v of iterate(value)) {
    const k = key(v);
    if (best === undefined || order(k, best.k, op)) best = { v, k };
  }
  return best === undefined
    ? ctx.env.makeUndefined({ hint: 'No aggregated item, sequence was empty.' })
    : best.v;
}
