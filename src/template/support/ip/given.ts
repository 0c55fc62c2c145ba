import { isNumber } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { textList } from '../keys.ts';
import { nativeText } from '../py.ts';

/** Fails where a value is undefined, or one within a list. */
export function defined(v: Value): Value {
  if (isUndefined(v)) v.fail();
  if (Array.isArray(v)) v.forEach(defined);
  return v;
}

/** An argument that the collection takes as text: other values by their text. */
export const given = (v: Value): string => nativeText(defined(v));

/** An argument that is a list of texts: a text split at commas, a number as the only one. */
export const givenList = (v: Value): string[] => (isNumber(v) ? [nativeText(v)] : textList(defined(v)));
