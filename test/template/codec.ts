import { DictView, PyBytes, PyIterator, PyRange, PySet } from '../../src/value/containers.ts';
import { dictKeys, dictSet } from '../../src/value/dict.ts';
import { iterate } from '../../src/value/iterate.ts';
import { floatRepr, normInt } from '../../src/value/number.ts';
import { repr } from '../../src/value/repr.ts';
import { typeName } from '../../src/value/type-name.ts';
import {
  type Dict,
  LazyMapping,
  Markup,
  PyFloat,
  Tuple,
  UnsafeText,
  type Value,
  VaultText,
} from '../../src/value/types.ts';
import { Undefined } from '../../src/value/undefined.ts';
import { dateOf, deltaOf, deltaParts, isoOf } from './codec-dates.ts';

/** Tagged JSON, as /work/shared/jinja/codec.py writes it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const list = (x: Json): Value[] => (x as Json[]).map(decode);

/** Tagged JSON to a value. */
export function decode(v: Json): Value {
  if (Array.isArray(v)) return v.map(decode);
  if (v === null || typeof v !== 'object') return v;
  const entries = Object.entries(v);
  if (entries.length === 1) {
    const [k, x] = entries[0]!;
    const text = String(x);
    switch (k) {
      case '$dict': {
        const out: Dict = new Map();
        for (const [a, b] of x as [Json, Json][]) dictSet(out, decode(a), decode(b));
        return out;
      }
      case '$float':
        return new PyFloat(
          text === 'nan'
            ? Number.NaN
            : text === 'inf'
              ? Number.POSITIVE_INFINITY
              : text === '-inf'
                ? Number.NEGATIVE_INFINITY
                : Number(text),
        );
      case '$int':
        return normInt(BigInt(text));
      case '$tuple':
        return Tuple.from(list(x)) as Tuple;
      case '$set':
        return new PySet(list(x));
      case '$frozenset':
        return new PySet(list(x), true);
      case '$bytes':
        return new PyBytes(Buffer.from(text, 'base64'));
      case '$datetime':
      case '$date':
      case '$time':
        return dateOf(k.slice(1), text);
      case '$timedelta':
        return deltaOf(x as number[]);
      case '$range':
        return new PyRange(...(x as [number, number, number]));
      case '$unsafe':
        return new UnsafeText(text);
      case '$markup':
        return new Markup(text);
    }
  }
  const out: Dict = new Map();
  for (const [k, x] of entries) out.set(k, decode(x));
  return out;
}

const plainKey = (k: Value): k is string =>
  typeof k === 'string' && !/^(0|[1-9][0-9]*)$/.test(k) && !k.startsWith('$') && k !== '__proto__';
const addr = (s: string): string => s.replace(/0x[0-9a-f]{6,}/g, '0xADDR');
const byRepr = (vs: Iterable<Value>): Json[] =>
  [...vs].sort((a, b) => (repr(a) < repr(b) ? -1 : 1)).map((v) => encode(v));

/** A value to tagged JSON. */
export function encode(v: Value): Json {
  if (v === null || typeof v === 'boolean' || typeof v === 'number') return v;
  if (typeof v === 'string') return addr(v);
  if (typeof v === 'bigint') return { $int: String(v) };
  if (v instanceof UnsafeText) return { $unsafe: addr(v.text) };
  if (v instanceof Markup) return { $markup: addr(v.text) };
  if (v instanceof VaultText) return addr(v.text);
  if (v instanceof PyFloat) return { $float: floatRepr(v.value) };
  if (v instanceof PyBytes) return { $bytes: Buffer.from(v.data).toString('base64') };
  if (v instanceof Tuple) return { $tuple: Array.from(v, encode) };
  if (Array.isArray(v)) return v.map(encode);
  if (v instanceof PySet) return { [v.frozen ? '$frozenset' : '$set']: byRepr(v.values()) };
  if (v instanceof PyRange) return { $range: [v.start, v.stop, v.step] as Json };
  if (v instanceof Map) {
    const keys = [...dictKeys(v)];
    const values = [...v.values()];
    if (keys.every(plainKey)) return Object.fromEntries(keys.map((k, i) => [k, encode(values[i]!)]));
    return { $dict: keys.map((k, i) => [encode(k), encode(values[i]!)]) };
  }
  if (v instanceof Undefined) return { $undefined: encode(v.name ?? null) };
  if (v instanceof PyIterator || v instanceof DictView) return { $iter: Array.from(iterate(v), encode) };
  const iso = isoOf(v);
  if (iso) return iso;
  const delta = deltaParts(v);
  if (delta) return { $timedelta: delta };
  if (v instanceof LazyMapping) return Object.fromEntries([...v.keys()].map((k) => [k, encode(v.get(k)!)]));
  return { $object: typeName(v), repr: addr(repr(v)) };
}
