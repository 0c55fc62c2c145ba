import { describe, expect, test } from 'vitest';
import { evaluate, execute, type Names } from '../../../src/run/debugger/expression.ts';
import { repr } from '../../../src/value/repr.ts';
import type { Value } from '../../../src/value/types.ts';

const namesOf = (vars: Record<string, Value>): { names: Names; made: Map<string, Value> } => {
  const made = new Map(Object.entries(vars));
  return { names: { get: (n) => made.get(n), set: (n, v) => void made.set(n, v) }, made };
};
const shown = (line: string, vars: Record<string, Value> = {}): string =>
  repr(evaluate(line, namesOf(vars).names));

describe('expressions of the task debugger', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['-2 ** 2', '-4'],
    ['7 // 2, 7 % 4', '(3, 3)'],
    ['\'a\' "b"', "'ab'"],
    [String.raw`'\x41\u00e4\n'`, String.raw`'Aä\n'`],
    [String.raw`r'\n'`, String.raw`'\\n'`],
    ['1 < 2 < 3 and not None', 'True'],
    ["'x' not in ['y'] or 1 / 0", 'True'],
    ['5 if False else [6,]', '[6]'],
    ["{'a': (1,), 2: 0x10}", "{'a': (1,), 2: 16}"],
    ['[1, 2, 3, 4][1:-1]', '[2, 3]'],
    ["'a,b'.split(',')[-1].upper()", "'B'"],
    ['None is None # a comment', 'True'],
  ])('%s', (line, value) => expect(shown(line)).toBe(value));

  test.each([
    ['', 'invalid syntax'],
    ['1 +', 'invalid syntax'],
    ['(1', 'invalid syntax'],
    ["'open", 'EOL while scanning'],
    ['a b', 'invalid syntax'],
    ['nope', "name 'nope' is not defined"],
    ["{}['x']", "'x'"],
    ['[x for x in y]', 'no Python interpreter'],
    ['lambda: 1', 'no Python interpreter'],
    ["f'{x}'", 'no Python interpreter'],
    ['open(1)', 'no Python interpreter'],
    ["''.constructor", "'str' object has no attribute 'constructor'"],
    ['{}.__proto__', "'dict' object has no attribute '__proto__'"],
  ])('%s is refused', (line, message) => expect(() => shown(line)).toThrow(message));

  test('assignments', () => {
    const { names, made } = namesOf({ d: new Map(), l: [1, 2, 3] });
    for (const line of ["d['a'] = b = 1", "d['a'] += 4", 'l[-1] = {}', 'del l[0]', "l[1]['x'] = 'y'"])
      expect(execute(line, names)).toBeUndefined();
    expect([...made].map(([k, v]) => `${k} ${repr(v)}`)).toEqual(["d {'a': 5}", "l [2, {'x': 'y'}]", 'b 1']);
    expect(execute('b', names)).toBe(1);
    expect(() => execute('1 = 2', names)).toThrow('assign');
    expect(() => execute('l[9] = 2', names)).toThrow('out of range');
    expect(() => execute("b['x'] = 2", names)).toThrow('does not support item assignment');
    expect(() => execute('import os', names)).toThrow('no Python interpreter');
  });
});
