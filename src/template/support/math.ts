import { PyError, typeError } from '../../value/errors.ts';
import { asFloat } from '../../value/number.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { filterTypeError } from '../errors.ts';

/** A number, with the TypeError of Python's math functions. */
export function realNumber(v: Value): number {
  if (isUndefined(v)) v.fail();
  const n = asFloat(v);
  if (n === undefined) throw typeError(`must be real number, not ${typeName(v)}`);
  return n;
}

/** Runs `f`; Python's errors of the classes named become a filter's type error that begins with `prefix`. */
export function numbersOnly(prefix: string, classes: readonly string[], f: () => Value): Value {
  try {
    return f();
  } catch (e) {
    if (e instanceof PyError && classes.includes(e.pyType)) throw filterTypeError(`${prefix}: ${e.message}`);
    throw e;
  }
}
