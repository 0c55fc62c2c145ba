// biome-ignore-all lint/complexity/noCommaOperator: a method that changes its object and returns None
import { PyBytes, type PyIterator, PySet } from './containers.ts';
import { overflowError, PyError, valueError } from './errors.ts';
import { iterate } from './iterate.ts';
import type { MethodTable } from './method.ts';
import { asInt, floatToInt, normInt } from './number.ts';
import { add } from './operators.ts';
import { asText } from './text.ts';
import { truth } from './truth.ts';
import { PyFloat, Tuple, type Value } from './types.ts';

const S = (v: Value): PySet => v as PySet;
const sets = (args: readonly (Value | undefined)[]): PySet[] =>
  args.map((a) => (a instanceof PySet ? a : new PySet(iterate(a!))));

/** The methods of frozenset, and those of set that change nothing. */
export const frozenSetMethods: MethodTable = {
  copy: ['N', (self) => new PySet(S(self).values(), S(self).frozen)],
  difference: [
    'V',
    (self, a) => {
      const o = sets(a);
      return new PySet(
        [...S(self).values()].filter((v) => !o.some((x) => x.has(v))),
        S(self).frozen,
      );
    },
  ],
  intersection: [
    'V',
    (self, a) => {
      const o = sets(a);
      return new PySet(
        [...S(self).values()].filter((v) => o.every((x) => x.has(v))),
        S(self).frozen,
      );
    },
  ],
  union: [
    'V',
    (self, a) =>
      new PySet(
        [S(self), ...sets(a)].flatMap((x) => [...x.values()]),
        S(self).frozen,
      ),
  ],
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
  discard: ['O', (self, [x]) => (S(self).delete(x!), null)],
  remove: [
    'O',
    (self, [x]) => {
      if (!S(self).delete(x!))
        throw new PyError('KeyError', asText(x!) === undefined ? String(x) : `'${asText(x!)}'`);
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
  update: [
    'V',
    (self, a) => {
      for (const o of sets(a)) for (const v of o.values()) S(self).add(v);
      return null;
    },
  ],
};

const big = (v: Value): bigint => BigInt(asInt(v)!);
const bitLength = (n: bigint): number => (n === 0n ? 0 : (n < 0n ? -n : n).toString(2).length);

/** The methods of int. */
export const intMethods: MethodTable = {
  bit_length: ['N', (self) => bitLength(big(self))],
  bit_count: ['N', (self) => big(self).toString(2).replaceAll(/[^1]/g, '').length],
  conjugate: ['N', (self) => asInt(self)!],
  as_integer_ratio: ['N', (self) => Tuple.of(asInt(self)!, 1) as Tuple],
  to_bytes: [
    'Klength,byteorder,*,signed',
    (self, [length, order, signed]) => {
      const n = length === undefined ? 1 : Number(asInt(length));
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

/** The methods of float. */
export const floatMethods: MethodTable = {
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
