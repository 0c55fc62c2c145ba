import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decode, encode, type Wire } from '../../src/python/plugins/codec.ts';
import { controlPython } from '../../src/python/plugins/process.ts';
import { PyBytes, PySet } from '../../src/value/containers.ts';
import { PyDateTime } from '../../src/value/datetime.ts';
import { repr } from '../../src/value/repr.ts';
import { TimeDelta } from '../../src/value/timedelta.ts';
import { Markup, PyFloat, Tuple, UnsafeText, type Value } from '../../src/value/types.ts';
import { Undefined } from '../../src/value/undefined.ts';

const there = (v: Value): Value => decode(JSON.parse(JSON.stringify(encode(v))) as Wire);

describe('values on their way to Python and back', () => {
  const samples: Value[] = [
    null,
    true,
    0,
    -5,
    2n ** 70n,
    new PyFloat(1),
    new PyFloat(Number.NaN),
    new PyFloat(-Infinity),
    'text\n"\u2028',
    [1, [new PyFloat(1.5)]],
    Tuple.from([1, 'a']) as Tuple,
    new Map<Value, Value>([
      [1, 'one'],
      ['1', 'text'],
      ['__proto__', null],
    ]),
    new PySet([1, 2]),
    new PySet(['a'], true),
    new PyBytes(Buffer.from([0, 255, 10])),
    new PyDateTime(2020, 1, 2, 3, 4, 5, 6, 3600),
    new TimeDelta(-1, 5, 7),
  ];
  for (const v of samples)
    test(repr(v), () => {
      const back = there(v);
      expect(repr(back)).toBe(repr(v));
      expect(Object.getPrototypeOf(back ?? {})).toBe(Object.getPrototypeOf(v ?? {}));
    });
  test('unsafe text, markup and undefined stay what they are', () => {
    expect(there(new UnsafeText('{{ x }}'))).toBeInstanceOf(UnsafeText);
    expect(there(new Markup('<b>'))).toBeInstanceOf(Markup);
    const u = there(new Undefined('ansible', { name: 'nope' }));
    expect(u).toBeInstanceOf(Undefined);
    expect((u as Undefined).message).toBe("'nope' is undefined");
  });
});

test('the bundle has every Python file of the support', () => {
  const dir = join(import.meta.dirname, '../../src/python/plugins/support');
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.py'))
    .sort();
  const listed = [
    ...readFileSync(join(dir, '../bundled.ts'), 'utf8').matchAll(/^ {2}\['([^']+)', f\d+\],$/gm),
  ].map((m) => m[1]);
  expect(listed.sort()).toEqual(files);
});

test('no Python on PATH is no Python', () => {
  expect(controlPython({ PATH: '/nonexistent', ANSIBLE_TS_PYTHON: '/nonexistent/python' })).toBeUndefined();
});
