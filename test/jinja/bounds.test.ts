import { describe, expect, test } from 'vitest';
import { Environment } from '../../src/jinja/environment.ts';
import { PyError } from '../../src/value/errors.ts';

const env = new Environment({ loader: () => ({ source: "{% include 'again' %}" }) });
const errorOf = (template: string): string => {
  try {
    env.render(template, new Map());
  } catch (e) {
    if (e instanceof PyError) return e.pyType;
    throw e;
  }
  return 'none';
};

describe('bounds', () => {
  test.each([
    ['{{ range(10**9)|list }}', 'OverflowError'],
    ['{% for i in range(10**9) %}{% endfor %}', 'OverflowError'],
    [`{{ ${'('.repeat(10_000)}1${')'.repeat(10_000)} }}`, 'RecursionError'],
    ['{% if 1 %}'.repeat(10_000) + '{% endif %}'.repeat(10_000), 'RecursionError'],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'RecursionError'],
    [
      '{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(100) }}',
      'OverflowError',
    ],
    ["{% set l = [] %}{% for i in range(100000) %}{{ l.append('x' * i) }}{% endfor %}", 'MemoryError'],
    ["{% include 'again' %}", 'RecursionError'],
    ["{{ 'a' * 10**12 }}", 'MemoryError'],
    ['{{ [1] * 10**9 }}', 'MemoryError'],
    ["{{ '%99999999999d' % 1 }}", 'MemoryError'],
    ['{{ 2 ** (10**9) }}', 'MemoryError'],
  ])('%#: an endless or huge template ends in %s', (template, kind) => {
    expect(errorOf(template)).toBe(kind);
  });
});

test('JavaScript cannot be reached', () => {
  const names = [
    'constructor',
    '__proto__',
    'prototype',
    'hasOwnProperty',
    'toString',
    'push',
    'length',
    'valueOf',
    'pyCall',
    'typeName',
  ];
  for (const object of [
    "''",
    '[]',
    '{}',
    '1',
    '1.5',
    'range',
    'dict',
    'namespace()',
    'cycler(1)',
    'self',
    '(1,)',
    "''.upper",
  ])
    for (const name of names)
      for (const access of [`${object}.${name}`, `${object}['${name}']`, `${object}|attr('${name}')`])
        expect([access, env.render(`{{ (${access}) is undefined }}`, new Map())]).toEqual([access, 'True']);
});

test('an error knows its line', () => {
  try {
    env.render('a\nb {{ 1 }}\n{% if true %}\n  {{ nope.x }}\n{% endif %}', new Map());
    expect.unreachable();
  } catch (e) {
    expect(e).toMatchObject({ pyType: 'UndefinedError', lineno: 4, message: "'nope' is undefined" });
  }
});
