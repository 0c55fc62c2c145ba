import { bytesText } from '../value/codecs.ts';
import { PyBytes, PySet } from '../value/containers.ts';
import { hasUnsafeKeys } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { Markup, UnsafeText, type Value } from '../value/types.ts';
import { isUndefined } from '../value/undefined.ts';
import { literal } from './literal.ts';
import { NativeText, NativeUnsafeText } from './support/native-text.ts';
import { wrapUnsafe } from './unsafe.ts';

/** Fails where an undefined value lies anywhere in what is put out. */
function defined(v: Value, seen?: Set<object>): Value {
  if (v === null || typeof v !== 'object') return v;
  if (isUndefined(v)) {
    // The lenient undefined (an inline `if` without `else`) prints as nothing.
    if (v.isStrict) v.fail();
    return v;
  }
  if (!(Array.isArray(v) || v instanceof Map || v instanceof PySet)) return v;
  const known = seen ?? new Set();
  if (known.has(v)) return v;
  known.add(v);
  for (const x of v.values()) if (x !== null && typeof x === 'object') defined(x, known);
  return v;
}

const textOf = (v: Value): string =>
  typeof v === 'string' ? v : (asText(v) ?? (v instanceof PyBytes ? bytesText(v.data) : str(defined(v))));

/** Joins to a text. */
export function concatText(values: readonly Value[]): Value {
  if (values.length === 1) {
    const v = values[0]!;
    return v instanceof NativeText || v instanceof UnsafeText || v instanceof Markup ? v : textOf(v);
  }
  let out = '';
  for (const v of values) out += textOf(v);
  return out;
}

/** Bigger data too: it is told there that it is too big. */
const PLAIN_SIZE = 1_000_000;
let copied = 0;

/** Deeper lists are left to the reader of literals, which has Python's limits. */
const PLAIN_DEPTH = 40;

/**
 * A copy of a list or dict that comes out of its own repr as it went in, or undefined where it might not: writing and
 * reading it can then be left out.
 */
function plainCopy(v: Value, depth: number): Value | undefined {
  if (v === null || typeof v === 'string' || typeof v === 'boolean') return v;
  if (typeof v === 'number') return v;
  if (depth > PLAIN_DEPTH || typeof v !== 'object') return undefined;
  if (depth === 0) copied = 0;
  copied += v instanceof Map ? v.size : Array.isArray(v) ? v.length : 0;
  if (copied > PLAIN_SIZE) return undefined;
  if (v.constructor === Array) {
    const out: Value[] = new Array(v.length);
    for (let i = 0; i < v.length; i++) {
      const x = plainCopy(v[i]!, depth + 1);
      if (x === undefined) return undefined;
      out[i] = x;
    }
    return out;
  }
  if (!(v instanceof Map) || hasUnsafeKeys(v)) return undefined;
  const out = new Map<Value, Value>();
  for (const [k, x] of v) {
    if (typeof k !== 'string' && typeof k !== 'number') return undefined;
    const copy = plainCopy(x, depth + 1);
    if (copy === undefined) return undefined;
    out.set(k, copy);
  }
  return out;
}

/** Joins to a text; one that looks like a list, a dict or a boolean becomes that. */
export function concatConverting(values: readonly Value[]): Value {
  if (values.length === 1) {
    const only = values[0]!;
    if (only === true || only === false) return only;
    if (Array.isArray(only) || (only instanceof Map && only.size > 0)) {
      const copy = plainCopy(only, 0);
      if (copy !== undefined) return copy;
    }
  }
  const joined = concatText(values);
  if (joined instanceof NativeText || joined instanceof NativeUnsafeText) return joined;
  const text = asText(joined)!;
  const first = text.charCodeAt(0);
  if (first !== 123 && first !== 91 && text !== 'True' && text !== 'False') return joined;
  if (text === 'True') return true;
  if (text === 'False') return false;
  const value = literal(text, true);
  if (value === undefined) return joined;
  return joined instanceof UnsafeText ? wrapUnsafe(value) : value;
}

/** Joins as jinja2_native does: one value stays what it is, a text that is a literal becomes its value. */
export function concatNative(values: readonly Value[]): Value {
  if (values.length === 0) return null;
  let text: string;
  let unsafe = false;
  if (values.length === 1) {
    const v = defined(values[0]!);
    const t = asText(v);
    if (t === undefined || v instanceof NativeText || v instanceof NativeUnsafeText) return v;
    unsafe = v instanceof UnsafeText;
    text = t;
  } else {
    text = '';
    for (const v of values) text += textOf(v);
  }
  const value = literal(text);
  // A quoted text keeps its quotes, but is read: what stands in several quotes is joined.
  if (value === undefined && values.length === 1 && values[0] instanceof Markup) return values[0];
  const kept = typeof value === 'string' ? text[0] + value + text[0] : value === undefined ? text : undefined;
  if (kept !== undefined) return unsafe ? new UnsafeText(kept) : kept;
  return unsafe ? wrapUnsafe(value!) : value!;
}
