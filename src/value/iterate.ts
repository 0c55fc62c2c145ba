import { dictKeys } from './dict.ts';
import { indexError, PyError, typeError } from './errors.ts';
import { checkItems } from './limits.ts';
import { asText, chars } from './text.ts';
import { typeName } from './type-name.ts';
import { type Dict, LazyMapping, PyObject, UnsafeText, type Value } from './types.ts';

function* keysOf(d: Dict): IterableIterator<Value> {
  const n = d.size;
  for (const k of dictKeys(d)) {
    yield k;
    if (d.size !== n) throw new PyError('RuntimeError', 'dictionary changed size during iteration');
  }
}

/** Whether Python's `iter(v)` works. */
export const isIterable = (v: Value): boolean =>
  Array.isArray(v) ||
  v instanceof Map ||
  asText(v) !== undefined ||
  v instanceof LazyMapping ||
  (v instanceof PyObject && v.pyIter !== undefined);

/** What `for x in v` goes through. A list is handed out itself (a change while looping shows, as in Python). */
export function iterate(v: Value): Iterable<Value> {
  if (Array.isArray(v)) return v;
  if (typeof v === 'string') return chars(v);
  if (v instanceof Map) return keysOf(v);
  const text = asText(v);
  if (text !== undefined) {
    const cs = chars(text);
    return v instanceof UnsafeText ? cs.map((c) => new UnsafeText(c)) : cs;
  }
  if (v instanceof LazyMapping) return v.keys();
  if (v instanceof PyObject && v.pyIter) {
    const it = v.pyIter();
    return { [Symbol.iterator]: () => it };
  }
  throw typeError(`'${typeName(v)}' object is not iterable`);
}

/** Python's `list(v)`: always a new list. */
export const toList = (v: Value): Value[] => {
  if (typeof v === 'string') checkItems(v.length);
  return Array.from(iterate(v));
};

/** Python's `len(v)`. */
export function length(v: Value): number {
  if (Array.isArray(v)) return v.length;
  if (v instanceof Map) return v.size;
  const text = asText(v);
  if (text !== undefined) {
    // Counting code points is only needed where surrogates stand.
    return /[\ud800-\udfff]/.test(text) ? chars(text).length : text.length;
  }
  if (v instanceof PyObject) {
    if (v.pyLen) return v.pyLen();
    if (v instanceof LazyMapping) {
      let n = 0;
      for (const _ of v.keys()) n++;
      return n;
    }
  }
  throw typeError(`object of type '${typeName(v)}' has no len()`);
}

/** Unpacks an iterable into exactly `n` values, with Python's ValueErrors. */
export function unpack(v: Value, n: number): readonly Value[] {
  let list: readonly Value[];
  if (Array.isArray(v)) list = v;
  else {
    let it: Iterable<Value>;
    try {
      it = iterate(v);
    } catch (e) {
      if (e instanceof PyError && e.pyType === 'TypeError')
        throw typeError(`cannot unpack non-iterable ${typeName(v)} object`);
      throw e;
    }
    const out: Value[] = [];
    for (const x of it) {
      out.push(x);
      if (out.length > n) break;
    }
    list = out;
  }
  if (list.length === n) return list;
  const word =
    list.length < n
      ? `not enough values to unpack (expected ${n}, got ${list.length})`
      : `too many values to unpack (expected ${n})`;
  throw new PyError('ValueError', word);
}

/** A list index as Python reads it, or an IndexError. */
export function checkIndex(i: number, n: number, what: string): number {
  const j = i < 0 ? i + n : i;
  if (j < 0 || j >= n) throw indexError(`${what} index out of range`);
  return j;
}
