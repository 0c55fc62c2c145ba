import { DictView, PyBytes, PyIterator, PyRange, PySet } from '../../value/containers.ts';
import { PyDate, PyDateTime } from '../../value/datetime.ts';
import { dictKeys, dictSet } from '../../value/dict.ts';
import { floatRepr, parseFloatText } from '../../value/number.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { TimeDelta } from '../../value/timedelta.ts';
import {
  type Dict,
  LazyMapping,
  Markup,
  PyFloat,
  Tuple,
  UnsafeText,
  type Value,
  VaultText,
} from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';

/** Values as they travel: JSON, with objects of one key for what JSON has no form of. */
export type Wire = null | boolean | number | string | Wire[] | { readonly [tag: string]: Wire };

/** A value for Python. `lazy` reads an entry of a mapping that is made on demand. */
export function encode(v: Value): Wire {
  if (v === null || typeof v === 'string' || typeof v === 'boolean' || typeof v === 'number') return v;
  if (typeof v === 'bigint') return { i: String(v) };
  if (v instanceof Tuple) return { t: Array.from(v, encode) };
  if (Array.isArray(v)) return Array.from(v, encode);
  if (v instanceof Map)
    return { d: Array.from(dictKeys(v), (k) => [encode(k), encode(v.get(asText(k) ?? k)!)]) };
  if (v instanceof UnsafeText) return { u: v.text };
  if (v instanceof PyFloat) return { f: pythonFloat(v.value) };
  if (v instanceof Markup) return { m: v.text };
  if (v instanceof VaultText) return v.text;
  if (v instanceof Undefined) return { x: [v.message, asText(v.name) ?? null] };
  if (v instanceof PySet) return { [v.frozen ? 'z' : 's']: Array.from(v.values(), encode) };
  if (v instanceof PyBytes) return { b: Buffer.from(v.data).toString('base64') };
  if (v instanceof LazyMapping) return { d: [...v.keys()].map((k) => [k, encode(v.get(k) ?? null)]) };
  if (v instanceof PyRange || v instanceof PyIterator || v instanceof DictView)
    return [...{ [Symbol.iterator]: () => v.pyIter!() }].map(encode);
  if (v instanceof PyDateTime)
    return { D: [v.year, v.month, v.day, v.hour, v.minute, v.second, v.microsecond, v.offset] };
  if (v instanceof PyDate) return { D: [v.year, v.month, v.day] };
  if (v instanceof TimeDelta) return { T: [v.days, v.seconds, v.microseconds] };
  return str(v);
}

const pythonFloat = (n: number): string =>
  Number.isNaN(n) ? 'nan' : Number.isFinite(n) ? floatRepr(n) : n > 0 ? 'inf' : '-inf';

/** What Python answered. Throws PyError (ValueError) for what is no value. */
export function decode(w: Wire): Value {
  if (w === null || typeof w !== 'object') return typeof w === 'number' ? (w as number) : w;
  if (Array.isArray(w)) return w.map(decode);
  const [tag, body] = Object.entries(w)[0] as [string, Wire];
  const list = body as Wire[];
  switch (tag) {
    case 'i':
      return BigInt(body as string);
    case 'f':
      return new PyFloat(
        body === 'inf' ? Infinity : body === '-inf' ? -Infinity : (parseFloatText(String(body)) ?? NaN),
      );
    case 'd': {
      const out: Dict = new Map();
      for (const pair of list) dictSet(out, decode((pair as Wire[])[0]!), decode((pair as Wire[])[1]!));
      return out;
    }
    case 't':
      return Tuple.from(list, decode) as Tuple;
    case 's':
    case 'z':
      return new PySet(list.map(decode), tag === 'z');
    case 'u':
      return new UnsafeText(String(body));
    case 'm':
      return new Markup(String(body));
    case 'b':
      return new PyBytes(Buffer.from(String(body), 'base64'));
    case 'x':
      return new Undefined('ansible', {
        hint: asText(decode(list[0] ?? null)) ?? null,
        name: decode(list[1] ?? null),
      });
    case 'D':
      return list.length === 3
        ? new PyDate(...(list as [number, number, number]))
        : new PyDateTime(...(list as ConstructorParameters<typeof PyDateTime>));
    default:
      return new TimeDelta(...(list as [number, number, number]));
  }
}
