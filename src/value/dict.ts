// biome-ignore-all lint/complexity/noCommaOperator: a method that changes its object and returns None
// biome-ignore-all lint/suspicious/noAssignInExpressions: set and return
import { typeError } from './errors.ts';
import { Walk } from './limits.ts';
import { hasUnsafeKeys } from './plain.ts';
import { asText } from './text.ts';
import { typeName } from './type-name.ts';
import { type Dict, LazyMapping, PyFloat, PyObject, Tuple, UnsafeText, type Value } from './types.ts';

const walk = new Walk();
let ids = 0;
const identities = new WeakMap<object, number>();

/** Python's `id()`: a number for each object, stable while it lives. */
export function identity(o: object): number {
  let n = identities.get(o);
  if (n === undefined) identities.set(o, (n = 0x7f0000000000 + ++ids * 16));
  return n;
}

/**
 * A primitive that is the same for equal keys (1, 1.0 and True), and differs for others. Throws Python's
 * "unhashable type" for lists, dicts and sets.
 */
export function hashKey(v: Value): string | number | bigint {
  switch (typeof v) {
    case 'string':
      return v.charCodeAt(0) === 0 ? `\0s${v}` : v;
    case 'number':
    case 'bigint':
      return v;
    case 'boolean':
      return v ? 1 : 0;
  }
  if (v === null) return '\0n';
  if (v instanceof PyFloat) {
    const x = v.value;
    return Number.isInteger(x) ? (Number.isSafeInteger(x) ? x + 0 : BigInt(x)) : `\0f${x}`;
  }
  if (v instanceof Tuple) {
    let out = '\0t';
    walk.enter(v.length);
    try {
      for (const x of v) {
        const k = hashKey(x);
        out += typeof k === 'string' ? `s${k.length}:${k}` : `i${k};`;
      }
    } finally {
      walk.leave();
    }
    return out;
  }
  if (Array.isArray(v)) throw typeError("unhashable type: 'list'");
  if (v instanceof Map || v instanceof LazyMapping) throw typeError(`unhashable type: '${typeName(v)}'`);
  const text = asText(v);
  if (text !== undefined) return hashKey(text);
  if (v instanceof PyObject && v.pyHash) return v.pyHash();
  return `\0o${identity(v)}`;
}

/** Where a dict holds keys that are objects or booleans: their hashKey to the key itself. */
interface OddKeys {
  size: number;
  readonly index: Map<string | number | bigint, Value>;
}
const oddKeys = new WeakMap<Dict, OddKeys>();

function oddKey(d: Dict, hash: string | number | bigint): Value | undefined {
  let odd = oddKeys.get(d);
  if (odd === undefined || odd.size !== d.size) {
    odd = { size: d.size, index: new Map() };
    for (const k of d.keys())
      if (k === null || typeof k === 'boolean' || typeof k === 'object') odd.index.set(hashKey(k), k);
    oddKeys.set(d, odd);
  }
  return odd.index.get(hash);
}

/** The key under which `d` holds what equals `k`, or undefined. */
function findKey(d: Dict, k: Value): Value | undefined {
  if (k === null) return d.has(null) ? null : undefined;
  const hash = hashKey(k);
  if (typeof hash === 'string' && hash.charCodeAt(0) !== 0) return d.has(hash) ? hash : undefined;
  if (typeof hash !== 'string' && d.has(hash)) return hash;
  if (d.has(k)) return k;
  return oddKey(d, hash);
}

/** `d[k]`, or JavaScript's undefined. */
export function dictGet(d: Dict, k: Value): Value | undefined {
  if (typeof k === 'string') return d.get(k);
  if (typeof k === 'number') {
    const v = d.get(k);
    if (v !== undefined) return v;
  }
  if (d.size === 0) {
    hashKey(k);
    return undefined;
  }
  const found = findKey(d, k);
  return found === undefined ? undefined : d.get(found);
}

/** Python's `k in d`. */
export const dictHas = (d: Dict, k: Value): boolean =>
  typeof k === 'string' ? d.has(k) : dictGet(d, k) !== undefined;

/** `d[k] = v`: an equal key that is there stays as it is. Keys of any kind of text are held as plain text. */
export function dictSet(d: Dict, k: Value, v: Value): void {
  if (typeof k === 'string') {
    d.set(k, v);
    return;
  }
  const text = asText(k);
  if (text !== undefined) {
    d.set(text, v);
    return;
  }
  const found = d.size === 0 ? (hashKey(k), undefined) : findKey(d, k);
  if (found !== undefined) {
    d.set(found, v);
    return;
  }
  d.set(k, v);
  const odd = oddKeys.get(d);
  if (odd !== undefined && odd.size === d.size - 1) {
    odd.size = d.size;
    if (k === null || typeof k === 'boolean' || typeof k === 'object') odd.index.set(hashKey(k), k);
  }
}

/** `del d[k]`; whether it was there. */
export function dictDelete(d: Dict, k: Value): boolean {
  if (typeof k === 'string') return d.delete(k);
  const found = findKey(d, k);
  oddKeys.delete(d);
  return found !== undefined && d.delete(found);
}

/** The keys as a template sees them: unsafe where they came from a host. */
export function* dictKeys(d: Dict): IterableIterator<Value> {
  const unsafe = hasUnsafeKeys(d);
  for (const k of d.keys()) yield unsafe && typeof k === 'string' ? new UnsafeText(k) : k;
}

/** The one key as a template sees it. */
export const seenKey = (d: Dict, k: Value): Value =>
  typeof k === 'string' && hasUnsafeKeys(d) ? new UnsafeText(k) : k;

/** A dict of a lazy mapping's present values; a dict is handed back as it is. */
export function toDict(v: Dict | LazyMapping): Dict {
  if (v instanceof Map) return v;
  const out: Dict = new Map();
  for (const k of v.keys()) {
    const x = v.get(k);
    if (x !== undefined) out.set(k, x);
  }
  return out;
}

/** Whether a value acts as a dict. */
export const isDict = (v: Value): v is Dict | LazyMapping => v instanceof Map || v instanceof LazyMapping;

/** A new dict with the entries of `from` put over those of `to` (in place). */
export function dictUpdate(to: Dict, from: Dict | LazyMapping): void {
  if (from instanceof Map) for (const [k, v] of from) dictSet(to, k, v);
  else for (const [k, v] of toDict(from)) dictSet(to, k, v);
}
