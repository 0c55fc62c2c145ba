import { PySet } from '../value/containers.ts';
import { hasUnsafeKeys, markUnsafeKeys } from '../value/plain.ts';
import { type Dict, Markup, Tuple, UnsafeText, type Value, VaultText } from '../value/types.ts';
import { NativeText, NativeUnsafeText } from './support/native-text.ts';

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

/** The value with every text in it (keys too) marked as unsafe. What stands in several places stays one object. */
export function wrapUnsafe(v: Value, made?: Map<object, Value>): Value {
  if (typeof v === 'string') return new UnsafeText(v);
  if (v === null || typeof v !== 'object' || v instanceof UnsafeText) return v;
  if (v instanceof NativeText) return new NativeUnsafeText(v.text);
  if (v instanceof Markup || v instanceof VaultText) return new UnsafeText(v.text);
  if (v instanceof PySet)
    return new PySet(
      [...v.values()].map((x) => wrapUnsafe(x)),
      v.frozen,
    );
  if (!Array.isArray(v) && !(v instanceof Map)) return v;
  const known = made ?? new Map<object, Value>();
  const before = known.get(v);
  if (before !== undefined) return before;
  if (Array.isArray(v)) {
    const out: Value[] = v instanceof Tuple ? new Tuple() : [];
    known.set(v, out);
    for (const x of v) out.push(wrapUnsafe(x, known));
    return out;
  }
  const out: Dict = new Map();
  known.set(v, out);
  for (const [k, x] of v) out.set(typeof k === 'string' ? k : wrapUnsafe(k), wrapUnsafe(x, known));
  return markUnsafeKeys(out);
}

/** Whether NativeText lies anywhere inside. */
function holdsNative(v: Value, seen: Set<object>): boolean {
  if (v === null || typeof v !== 'object') return false;
  if (v instanceof NativeText) return true;
  if (!(Array.isArray(v) || v instanceof Map) || seen.has(v)) return false;
  seen.add(v);
  for (const x of v.values()) if (typeof x === 'object' && holdsNative(x, seen)) return true;
  if (v instanceof Map)
    for (const k of v.keys()) if (typeof k === 'object' && holdsNative(k, seen)) return true;
  return false;
}

/** The value with NativeText turned into plain text, wherever it lies; without any, the same object. */
export function plainTexts(v: Value): Value {
  return holdsNative(v, new Set()) ? replaceNative(v, new Map()) : v;
}

function replaceNative(v: Value, made: Map<object, Value>): Value {
  if (v === null || typeof v !== 'object') return v;
  if (v instanceof NativeText) return v.text;
  if (!Array.isArray(v) && !(v instanceof Map)) return v;
  const before = made.get(v);
  if (before !== undefined) return before;
  if (!holdsNative(v, new Set())) {
    made.set(v, v);
    return v;
  }
  if (Array.isArray(v)) {
    const out: Value[] = v instanceof Tuple ? new Tuple() : [];
    made.set(v, out);
    for (const x of v) out.push(replaceNative(x, made));
    return out;
  }
  const out: Dict = new Map();
  made.set(v, out);
  for (const [k, x] of v) out.set(replaceNative(k, made), replaceNative(x, made));
  return hasUnsafeKeys(v) ? markUnsafeKeys(out) : out;
}
