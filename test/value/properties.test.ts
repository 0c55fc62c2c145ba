import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { literalEval } from '../../src/jinja/native-concat.ts';
import { equal, sorted } from '../../src/value/compare.ts';
import { dictDelete, dictGet, dictSet } from '../../src/value/dict.ts';
import { jsonDumps } from '../../src/value/json.ts';
import { jsonLoads } from '../../src/value/json-read.ts';
import { add, binary } from '../../src/value/operators.ts';
import { fromPlain } from '../../src/value/plain.ts';
import { PyRandom } from '../../src/value/random.ts';
import { repr } from '../../src/value/repr.ts';
import { type Dict, PyFloat, Tuple, UnsafeText, type Value } from '../../src/value/types.ts';

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 90n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => new PyFloat(x)),
  fc.string({ unit: 'grapheme' }),
);
const value: fc.Arbitrary<Value> = fc.letrec<{ v: Value }>((tie) => ({
  v: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('v')),
    fc.array(tie('v')).map((a) => Tuple.from(a) as Tuple),
    fc.array(fc.tuple(fc.string(), tie('v'))).map((e): Value => new Map<Value, Value>(e)),
  ),
})).v;
const jsonValue: fc.Arbitrary<Value> = fc.letrec<{ v: Value }>((tie) => ({
  v: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('v')),
    fc.array(fc.tuple(fc.string(), tie('v'))).map((e): Value => new Map<Value, Value>(e)),
  ),
})).v;

describe('properties', () => {
  test('repr reads back as the same value', () => {
    fc.assert(
      fc.property(value, (v) => equal(literalEval(repr(v)), v) && repr(literalEval(repr(v))) === repr(v)),
    );
  });
  test('JSON reads back as the same value, with floats as floats', () => {
    fc.assert(fc.property(jsonValue, (v) => repr(jsonLoads(jsonDumps(v))) === repr(v)));
  });
  test('floor division and modulo belong together', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
        fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }),
        (a, b) => {
          fc.pre(b !== 0n);
          const small = (n: bigint): Value =>
            n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n;
          const q = binary('//')(small(a), small(b));
          const r = binary('%')(small(a), small(b));
          expect(add(binary('*')(q, small(b)), r)).toEqual(small(a));
        },
      ),
    );
  });
  test('1, 1.0 and True are one key', () => {
    const keys: Value[] = [1, new PyFloat(1), true];
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.constantFrom(...keys),
        fc.array(fc.tuple(leaf, leaf)),
        (a, b, more) => {
          const d: Dict = new Map();
          for (const [k, v] of more) dictSet(d, k, v);
          dictSet(d, a, 'x');
          expect(dictGet(d, b)).toBe('x');
          expect(dictDelete(d, b)).toBe(true);
          expect(dictGet(d, a)).toBeUndefined();
        },
      ),
    );
  });
  test('sorting is stable and ordered', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer())), (pairs) => {
        const list = pairs.map((p): Value => p);
        const out = sorted(list, (v) => [(v as Value[])[0]!]) as [number, number][];
        const want = pairs
          .map((p, i) => ({ p, i }))
          .sort((x, y) => x.p[0] - y.p[0] || x.i - y.i)
          .map((x) => x.p);
        expect(out).toEqual(want);
      }),
    );
  });
});

test('tuples stay tuples in plain data, and text is marked', () => {
  const t = fromPlain(Tuple.from(['a', 1]) as Tuple, true) as Tuple;
  expect(t).toBeInstanceOf(Tuple);
  expect(t[0]).toBeInstanceOf(UnsafeText);
});

test('random numbers are those of Python', () => {
  // random.Random('abc').random(), randrange(1000), and a shuffle of range(5), from CPython 3.11
  const r = new PyRandom('abc');
  expect(repr(new PyFloat(r.random()))).toBe('0.7720246314157545');
  expect(r.below(1000)).toBe(571);
  expect(r.shuffle([0, 1, 2, 3, 4])).toEqual([4, 0, 1, 2, 3]);
});
