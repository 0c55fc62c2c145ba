import { Walk } from '../../value/limits.ts';
import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { isSequence } from './py.ts';

const isNull = (v: Value): boolean => v === null || v === 'None' || v === 'null';

/** Lists in lists laid flat, `levels` deep (null: all the way); nulls and their names left out with `skipNulls`. */
export function flatten(list: Iterable<Value>, levels: number | null, skipNulls: boolean): Value[] {
  const out: Value[] = [];
  const walk = new Walk();
  const go = (items: Iterable<Value>, left: number | null): void => {
    for (const v of items) {
      walk.enter();
      if (skipNulls && isUndefined(v)) v.fail();
      if (!skipNulls || !isNull(v)) {
        if (isSequence(v) && (left === null || left >= 1)) go(v, left === null ? null : left - 1);
        else out.push(v);
      }
    }
  };
  go(list, levels);
  return out;
}
