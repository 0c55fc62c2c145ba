import { bytesText } from '../../value/codecs.ts';
import { equal } from '../../value/compare.ts';
import { PyBytes } from '../../value/containers.ts';
import { dictSet } from '../../value/dict.ts';
import { PyError, typeError } from '../../value/errors.ts';
import { isIterable, iterate } from '../../value/iterate.ts';
import { asInt } from '../../value/number.ts';
import { repr, str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import { type Dict, Tuple, type Value } from '../../value/types.ts';

/** The helpers of Python's values that filters, tests and lookups use most, in one place. */
export { equal, isIterable, iterate, repr, str };

/** A list or tuple, as Ansible's is_sequence means it (no text, no dict). */
export const isSequence = (v: Value): v is Value[] => Array.isArray(v);

/** A Python tuple of these values. */
export const tuple = (values: Iterable<Value>): Tuple => {
  const out = new Tuple();
  for (const v of values) out.push(v);
  return out;
};

/** A new dict. */
export function makeDict(...entries: ReadonlyArray<readonly [Value, Value]>): Dict {
  const out: Dict = new Map();
  for (const [k, v] of entries) dictSet(out, k, v);
  return out;
}

/** Ansible's to_text with its defaults: bytes as UTF-8, anything else by `str(v)`. */
export const nativeText = (v: Value): string =>
  asText(v) ?? (v instanceof PyBytes ? bytesText(v.data) : str(v));

/** An integer argument, with Python's TypeError for anything else. */
export function indexOf(v: Value): number {
  const n = asInt(v);
  if (n === undefined) throw typeError(`'${typeName(v)}' object cannot be interpreted as an integer`);
  return Number(n);
}

/** Most items that one filter call may make. */
const MOST_ITEMS = 5_000_000;

/** Refuses results that would fill the memory. */
export function bounded(count: number): void {
  if (count > MOST_ITEMS) throw new PyError('MemoryError', `the result would have ${count} items`);
}
