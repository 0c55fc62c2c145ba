import { type Dict, PyFloat, PyObject, Tuple, UnsafeText, type Value } from './types.ts';

/**
 * What a module may return without thinking of Python: plain JavaScript data. A number that is not whole becomes a
 * float; for a float that may be whole (a time, a size in seconds) use PyFloat. Keys that look like integers need a Map.
 */
export type Plain = Value | undefined | PlainObject | readonly Plain[];
export interface PlainObject {
  readonly [key: string]: Plain;
}

/**
 * Plain data as a Value. Fields that are undefined are left out. With `unsafe`, every text (keys too) is marked as
 * coming from a host, so that it is never templated. With `readBytes`, bytes become text, as in results of tasks.
 */
export function fromPlain(plain: Plain, unsafe = false, readBytes = false): Value {
  if (plain === null || plain === undefined) return null;
  switch (typeof plain) {
    case 'string':
      return unsafe ? new UnsafeText(plain) : plain;
    case 'number':
      return Number.isSafeInteger(plain)
        ? plain
        : Number.isInteger(plain)
          ? BigInt(plain)
          : new PyFloat(plain);
    case 'boolean':
    case 'bigint':
      return plain;
  }
  if (plain instanceof Tuple) return Tuple.from(plain, (p) => fromPlain(p, unsafe, readBytes)) as Tuple;
  if (Array.isArray(plain))
    return Array.from(plain as readonly Plain[], (p) => fromPlain(p, unsafe, readBytes));
  if (plain instanceof PyObject) return readBytes ? plain.asResult() : plain;
  const out: Dict = new Map();
  const entries: Iterable<readonly [Value, Plain]> =
    plain instanceof Map ? plain : Object.entries(plain as PlainObject);
  for (const [k, v] of entries) if (v !== undefined) out.set(k, fromPlain(v, unsafe, readBytes));
  if (unsafe) unsafeKeys.add(out);
  return out;
}

const unsafeKeys = new WeakSet<Dict>();

/**
 * Dict keys stay plain texts, so that look-ups are those of a Map. A dict whose keys came from a host is marked
 * instead: whoever hands its keys to a template must wrap them as UnsafeText (value/dict.ts does).
 */
export const hasUnsafeKeys = (dict: Dict): boolean => unsafeKeys.has(dict);
export const markUnsafeKeys = (dict: Dict): Dict => {
  unsafeKeys.add(dict);
  return dict;
};
