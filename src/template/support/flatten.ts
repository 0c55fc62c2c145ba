import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { isSequence } from './py.ts';

const isNull = (v: Value): boolean => v === null || v === 'None' || v === 'null';

/** Lists in lists laid flat, `levels` deep (null: all the way); nulls and their names left out with `skipNulls`. */
export function flatten(list: Iterable<Value>, levels: number | null, skipNulls: boolean): Value[] {
  const out: Value[] = [];
  for (const v of list) {
    if (skipNulls && isUndefined(v)) v.fail();
    if (skipNulls && isNull(v)) continue;
    if (isSequence(v) && (levels === null || levels >= 1)) {
      out.push(...flatten(v, levels === null ? null : levels - 1, skipNulls));
    } else out.push(v);
  }
  return out;
}
