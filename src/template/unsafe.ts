import { PySet } from '../value/containers.ts';
import { hasUnsafeKeys, markUnsafeKeys } from '../value/plain.ts';
import { type Dict, Markup, Tuple, UnsafeText, type Value, VaultText } from '../value/types.ts';
import { NativeText } from './support/native-text.ts';

/** Whether unsafe text lies anywhere inside. `seen` keeps the answers for objects. */
export function holdsUnsafe(v: Value, seen: WeakMap<object, boolean>): boolean {
  if (v === null || typeof v !== 'object') return false;
  if (v instanceof UnsafeText) return true;
  const list = Array.isArray(v);
  if (!list && !(v instanceof Map)) return v instanceof PySet && holdsUnsafe([...v.values()], seen);
  const known = seen.get(v);
  if (known !== undefined) return known;
  seen.set(v, false);
  let found = false;
  if (list) {
    for (const x of v)
      if (typeof x === 'object' && holdsUnsafe(x, seen)) {
        found = true;
        break;
      }
  } else if (hasUnsafeKeys(v)) found = true;
  else {
    for (const x of v.values())
      if (typeof x === 'object' && holdsUnsafe(x, seen)) {
        found = true;
        break;
      }
  }
  if (found) seen.set(v, true);
  return found;
}

/** The value with every text in it (keys too) marked as unsafe. */
export function wrapUnsafe(v: Value): Value {
  if (typeof v === 'string') return new UnsafeText(v);
  if (v === null || typeof v !== 'object' || v instanceof UnsafeText) return v;
  if (v instanceof Markup || v instanceof VaultText) return new UnsafeText(v.text);
  if (v instanceof Tuple) return Tuple.from(v, wrapUnsafe) as Tuple;
  if (Array.isArray(v)) return v.map(wrapUnsafe);
  if (v instanceof Map) {
    const out: Dict = new Map();
    for (const [k, x] of v) out.set(typeof k === 'string' ? k : wrapUnsafe(k), wrapUnsafe(x));
    return markUnsafeKeys(out);
  }
  if (v instanceof PySet) return new PySet([...v.values()].map(wrapUnsafe), v.frozen);
  return v;
}

/** The value with NativeText turned into plain text, wherever it lies; without any, the same object. */
export function plainTexts(v: Value): Value {
  if (v === null || typeof v !== 'object') return v;
  if (v instanceof NativeText) return v.text;
  if (Array.isArray(v)) {
    if (v.every((x) => plainTexts(x) === x)) return v;
    return v instanceof Tuple ? (Tuple.from(v, plainTexts) as Tuple) : v.map(plainTexts);
  }
  if (v instanceof Map) {
    let same = true;
    for (const [k, x] of v) same &&= plainTexts(k) === k && plainTexts(x) === x;
    if (same) return v;
    const out: Dict = new Map();
    for (const [k, x] of v) out.set(plainTexts(k), plainTexts(x));
    return hasUnsafeKeys(v) ? markUnsafeKeys(out) : out;
  }
  return v;
}
