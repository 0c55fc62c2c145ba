// biome-ignore-all lint/complexity/noCommaOperator: a method that changes its object and returns None
import { PyBytes, type PyIterator, PySet } from './containers.ts';
import { overflowError, PyError, typeError, valueError } from './errors.ts';
import { isIterable, iterate } from './iterate.ts';
import { checkMade } from './limits.ts';
import type { Impl, MethodTable, Spec } from './method.ts';
import { asInt, floatToInt, normInt } from './number.ts';
import { add } from './operators.ts';
import { repr } from './repr.ts';
import { asText } from './text.ts';
import { truth } from './truth.ts';
import { typeName } from './type-name.ts';
import { PyFloat, Tuple, type Value } from './types.ts';

const S = (v: Value): PySet => v as PySet;
const sets = (args: readonly (Value | undefined)[]): PySet[] =>
  args.map((a) => (a instanceof PySet ? a : new PySet(iterate(a!))));
/** A set may be asked for in a set: it stands for the frozenset of the same members. */
const member = (v: Value): Value => (v instanceof PySet && !v.frozen ? new PySet(v.values(), true) : v);
const several = (name: string, impl: Impl): readonly ['V', Impl] => [
  'V',
  (self, args, kwargs) => {
    if (kwargs.size > 0) throw typeError(`${name}() takes no keyword arguments`);
    return impl(self, args, kwargs);
  },
];
/** What changes the set to what `of` makes of it. */
const changing = (name: string, of: Impl, spec: 'V' | 'O' = 'V'): readonly [Spec, Impl] => {
  const impl: Impl = (self, args, kwargs) => {
    const made = of(self, args, kwargs) as PySet;
    S(self).items.clear();
    for (const v of made.values()) S(self).add(v);
    return null;
  };
  return spec === 'V' ? several(name, impl) : [spec, impl];
};

/** The methods of frozenset, and those of set that change nothing. */
export const frozenSetMethods: MethodTable = {
  copy: ['N', (self) => new PySet(S(self).values(), S(self).frozen)],
  difference: several('difference', (self, a) => {
    const o = sets(a);
    return new PySet(
      [...S(self).values()].filter((v) => !o.some((x) => x.has(v))),
      S(self).frozen,
    );
  }),
  intersection: several('intersection', (self, a) => {
    const o = sets(a);
    return new PySet(
      [...S(self).values()].filter((v) => o.every((x) => x.has(v))),
      S(self).frozen,
    );
  }),
  union: several(
    'union',
    (self, a) =>
      new PySet(
        [S(self), ...sets(a)].flatMap((x) => [...x.values()]),
        S(self).frozen,
      ),
  ),
  symmetric_difference: [
    'O',
    (self, a) => {
      const [o] = sets(a);
      return new PySet(
        [
          ...[...S(self).values()].filter((v) => !o!.has(v)),
          ...[...o!.values()].filter((v) => !S(self).has(v)),
        ],
        S(self).frozen,
      );
    },
  ],
  isdisjoint: [
    'O',
    (self, a) => {
      const [o] = sets(a);
      return ![...S(self).values()].some((v) => o!.has(v));
    },
  ],
  issubset: ['O', (self, a) => S(self).isSubset(sets(a)[0]!)],
  issuperset: ['O', (self, a) => sets(a)[0]!.isSubset(S(self))],
};
/** The methods of set. */
export const setMethods: MethodTable = {
  ...frozenSetMethods,
  add: ['O', (self, [x]) => (S(self).add(x!), null)],
  clear: ['N', (self) => (S(self).items.clear(), null)],
  discard: ['O', (self, [x]) => (S(self).delete(member(x!)), null)],
  difference_update: changing('difference_update', frozenSetMethods['difference']![1]),
  intersection_update: changing('intersection_update', frozenSetMethods['intersection']![1]),
  symmetric_difference_update: changing('', frozenSetMethods['symmetric_difference']![1], 'O'),
  remove: [
    'O',
    (self, [x]) => {
      if (!S(self).delete(member(x!))) throw new PyError('KeyError', repr(x!));
      return null;
    },
  ],
  pop: [
    'N',
    (self) => {
      for (const v of S(self).values()) {
        S(self).delete(v);
        return v;
      }
      throw new PyError('KeyError', "'pop from an empty set'");
    },
  ],
  update: several('update', (self, a) => {
    for (const o of sets(a)) for (const v of o.values()) S(self).add(v);
    return null;
  }),
};

const big = (v: Value): bigint => BigInt(asInt(v)!);
const bitLength = (n: bigint): number => (n === 0n ? 0 : (n < 0n ? -n : n).toString(2).length);

function byteOrder(name: string, v: Value): 'big' | 'little' {
  const order = asText(v);
  if (order === undefined)
    throw typeError(`${name}() argument 'byteorder' must be str, not ${v === null ? 'None' : typeName(v)}`);
  if (order !== 'big' && order !== 'little') throw valueError("byteorder must be either 'little' or 'big'");
  return order;
}

const fromBytes: Impl = (_self, [bytes, order, signed]) => {
  if (bytes === undefined) throw typeError("from_bytes() missing required argument 'bytes' (pos 1)");
  const first = order === undefined ? 'big' : byteOrder('from_bytes', order);
  if (bytes === null || asText(bytes) !== undefined || typeof bytes !== 'object' || !isIterable(bytes))
    throw typeError(`cannot convert '${typeName(bytes)}' object to bytes`);
  const data = Array.from(bytes instanceof PyBytes ? bytes.data : iterate(bytes), (v) => {
    const n = asInt(v);
    if (n === undefined) throw typeError(`'${typeName(v)}' object cannot be interpreted as an integer`);
    if (n < 0 || n > 255) throw valueError('bytes must be in range(0, 256)');
    return Number(n);
  });
  if (first === 'little') data.reverse();
  let x = 0n;
  for (const b of data) x = x * 256n + BigInt(b);
  if (signed !== undefined && truth(signed) && (data[0] ?? 0) > 127) x -= 1n << BigInt(data.length * 8);
  return normInt(x);
};

/** The methods of int. */
export const intMethods: MethodTable = {
  from_bytes: ['Kbytes,byteorder,*,signed', fromBytes],
  bit_length: ['N', (self) => bitLength(big(self))],
  bit_count: ['N', (self) => big(self).toString(2).replaceAll(/[^1]/g, '').length],
  conjugate: ['N', (self) => asInt(self)!],
  as_integer_ratio: ['N', (self) => Tuple.of(asInt(self)!, 1) as Tuple],
  to_bytes: [
    'Klength,byteorder,*,signed',
    (self, [length, order, signed]) => {
      const size = length === undefined ? 1 : asInt(length);
      if (size === undefined)
        throw typeError(`'${typeName(length!)}' object cannot be interpreted as an integer`);
      if (order !== undefined) byteOrder('to_bytes', order);
      if (size < 0) throw valueError('length argument must be non-negative');
      checkMade(Number(size));
      const n = Number(size);
      let x = big(self);
      const isSigned = signed !== undefined && truth(signed);
      if (x < 0n && !isSigned) throw overflowError("can't convert negative int to unsigned");
      if (x < 0n) x += 1n << BigInt(n * 8);
      if (x >= 1n << BigInt(n * 8) || x < 0n) throw overflowError('int too big to convert');
      const b = Buffer.from(x.toString(16).padStart(n * 2, '0'), 'hex');
      return new PyBytes(order !== undefined && asText(order) === 'little' ? b.reverse() : b);
    },
  ],
  __add__: ['O', (self, [x]) => add(self, x!)],
};
export const intProperties: Readonly<Record<string, (v: Value) => Value>> = {
  real: (v) => asInt(v)!,
  imag: () => 0,
  numerator: (v) => asInt(v)!,
  denominator: () => 1,
};

const F = (v: Value): number => (v as PyFloat).value;

function ratio(x: number): Value {
  if (Number.isNaN(x)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(x)) throw overflowError('cannot convert Infinity to integer ratio');
  let num = x;
  let den = 1n;
  while (!Number.isInteger(num)) {
    num *= 2;
    den *= 2n;
  }
  return Tuple.of(normInt(BigInt(num)), normInt(den)) as Tuple;
}

function hex(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'nan' : x > 0 ? 'inf' : '-inf';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const sign = bits >> 63n ? '-' : '';
  const e = Number((bits >> 52n) & 0x7ffn);
  const m = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  if (e === 0 && x === 0) return `${sign}0x0.0p+0`;
  const exp = e === 0 ? -1022 : e - 1023;
  return `${sign}0x${e === 0 ? 0 : 1}.${m}p${exp < 0 ? '' : '+'}${exp}`;
}

const HEX = /^\s*([-+]?)(?:(inf(?:inity)?|nan)|(?:0x)?([0-9a-f]*)\.?([0-9a-f]*)(?:p([-+]?\d+))?)\s*$/i;

/** Python's float.fromhex(). */
function fromHex(v: Value): PyFloat {
  const text = asText(v);
  if (text === undefined) throw typeError('bad argument type for built-in operation');
  const m = HEX.exec(text);
  if (m === null || (m[2] === undefined && m[3] === '' && m[4] === ''))
    throw valueError('invalid hexadecimal floating-point string');
  const sign = m[1] === '-' ? -1 : 1;
  if (m[2] !== undefined) return new PyFloat(/^n/i.test(m[2]) ? Number.NaN : sign * Number.POSITIVE_INFINITY);
  const digits = BigInt(`0x${m[3]}${m[4]}`);
  const x = Number(digits) * 2 ** (Number(m[5] ?? 0) - 4 * m[4]!.length);
  if (!Number.isFinite(x)) throw overflowError('hexadecimal value too large to represent as a float');
  return new PyFloat(sign * x);
}

/** The methods of float. */
export const floatMethods: MethodTable = {
  fromhex: ['O', (_self, [x]) => fromHex(x!)],
  is_integer: ['N', (self) => Number.isInteger(F(self))],
  as_integer_ratio: ['N', (self) => ratio(F(self))],
  hex: ['N', (self) => hex(F(self))],
  conjugate: ['N', (self) => self],
  __int__: ['N', (self) => floatToInt(F(self))],
};
export const floatProperties: Readonly<Record<string, (v: Value) => Value>> = {
  real: (v) => v,
  imag: () => new PyFloat(0),
};

/** The methods of iterators and generators. */
export const iteratorMethods: MethodTable = {
  __next__: [
    'N',
    (self) => {
      const r = (self as PyIterator).next();
      if (r.done) throw new PyError('StopIteration', '');
      return r.value;
    },
  ],
};
