import { PyBytes } from '../../value/containers.ts';
import { hashKey } from '../../value/dict.ts';
import { typeError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';

/** A regular expression that a plugin was given, with the TypeErrors of Python's `re` for what is none. */
export function patternText(v: Value): string {
  const text = asText(v);
  if (text !== undefined) return text;
  if (isUndefined(v)) v.fail();
  hashKey(v);
  throw typeError(
    v instanceof PyBytes
      ? 'cannot use a bytes pattern on a string-like object'
      : 'first argument must be string or compiled pattern',
  );
}

/** The replacement of a regular expression, in the same way. */
export function replacementText(v: Value): string {
  const text = asText(v);
  if (text !== undefined) return text;
  if (isUndefined(v)) v.fail();
  hashKey(v);
  throw typeError(
    v instanceof PyBytes
      ? 'sequence item 1: expected str instance, bytes found'
      : `decoding to str: need a bytes-like object, ${typeName(v)} found`,
  );
}
