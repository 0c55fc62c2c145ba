import { expect, test } from 'vitest';
import { answer, type Case } from './adapter-modes.ts';

const bomb = `a0: &a0 [${Array(10).fill('x').join(', ')}]\n${Array.from(
  { length: 12 },
  (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]\n`,
).join('')}`;
const long = 'a'.repeat(60);
const deep = '['.repeat(10_000) + ']'.repeat(10_000);

const ask = async (template: string, vars: object = {}): Promise<string> => {
  const r = await answer({ template, vars, options: { mode: 'templar' } } as Case);
  return 'error' in r ? `${r.error.class}: ${r.error.message}` : 'no error';
};

test.each([
  ["{{ x | regex_search('(a|aa)*$') }}", { x: `${long}b` }, 'backtracks without end'],
  ["{{ x | regex_replace('(a+)+$', 'y') }}", { x: `${long}b` }, 'backtracks without end'],
  ["{{ x is match('(a|a){1,60}c') }}", { x: long }, 'backtracks without end'],
  ["{{ x | regex_findall('(x{1,30}){1,30}y') }}", { x: 'x'.repeat(400) }, 'backtracks without end'],
  ["{{ x | regex_search('a*a*b') }}", { x: 'a'.repeat(200_000) }, 'backtracks without end'],
])(
  'the regex of %s ends',
  async (template, vars, words) => {
    expect(await ask(template, vars)).toContain(words);
  },
  20_000,
);

test.each([
  ['{{ (bomb | from_yaml).a12 | length }}', 'aliases of this YAML'],
  ['{{ bomb | from_yaml | to_nice_yaml }}', 'aliases of this YAML'],
  ['{{ deep | from_yaml }}', 'too many levels'],
  ['{{ deep | from_json }}', 'recursion'],
  ['{{ once }}', 'recursive loop detected'],
  ['{{ one }}', 'recursive loop detected'],
  ['{{ range(2000) | product(range(2000), range(2000)) | list }}', 'items'],
  ['{{ range(30) | permutations | list | length }}', 'items'],
  ["{{ query('sequence', 'start=0 end=1000000000') }}", 'items'],
  [
    '{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}',
    'rounds in all were stopped',
  ],
  [
    "{% set ns = namespace(s='x') %}{% for a in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s | length }}",
    'too large',
  ],
])(
  '%s ends',
  async (template, words) => {
    expect(
      await ask(template, { bomb, deep, once: '{{ once }}', one: '{{ two }}', two: '{{ one }}' }),
    ).toContain(words);
  },
  30_000,
);

/** `l` grown by an expression of itself, `n` times; then what is said of it. */
const grown = (start: string, step: string, then: string, n = 40): string =>
  `{% set ns = namespace(l=${start}, m=${start}) %}{% for a in range(${n}) %}{% set ns.l = ${step} %}{% endfor %}${then}`;
const doubled = (then: string): string => grown('[1]', '[ns.l, ns.l]', then);

test.each([
  grown('[1]', 'ns.l + ns.l', '{{ ns.l | length }}'),
  grown('(1,)', 'ns.l + ns.l', '{{ ns.l | length }}'),
  "{% set l = [1] %}{% for a in range(40) %}{{ l.extend(l) or '' }}{% endfor %}",
  grown("'x'", 'ns.l ~ ns.l', ''),
  grown("'x'", '[ns.l, ns.l] | join', ''),
  "{{ ('x' * 10 ** 6).replace('x', 'x' * 1000) }}",
  "{{ 'x' * 10 ** 9 }}",
  "{{ 'x' | center(10 ** 10) }}",
  "{{ '{:>99999999999}'.format(1) }}",
  "{{ [1] | batch(10 ** 9, 'x') | list }}",
  '{{ [1] | slice(10 ** 9) | list }}',
  '{{ lipsum(10 ** 9) }}',
  "{{ 'x' | comment('plain', prefix_count=10 ** 10) }}",
  doubled('{{ ns.l }}'),
  doubled('{{ ns.l | to_json }}'),
  doubled('{{ ns.l | to_nice_json }}'),
  doubled('{{ ns.l | tojson }}'),
  doubled('{{ ns.l | pprint }}'),
  doubled('{{ ns.l | flatten | length }}'),
  doubled("{{ '%s' % [ns.l] }}"),
  doubled("{{ 'x' ~ ns.l }}"),
  grown('(1,)', '(ns.l, ns.l)', '{{ {ns.l: 1} }}'),
  '{% set ns = namespace(l=[1], m=[1]) %}{% for a in range(40) %}{% set ns.l = [ns.l, ns.l] %}{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}',
])(
  '%s is too large',
  async (template) => {
    expect(await ask(template)).toContain('the result would be too large');
  },
  60_000,
);

test('data that stands in many places is written once as YAML, and marked or searched in no time', async () => {
  expect(await ask(doubled('{{ ns.l | to_yaml | length }}'))).toBe('no error');
  const r = await answer({
    template: doubled('{{ [ns.l] | first | first | type_debug }}'),
    vars: {},
    options: { mode: 'templar', unsafe: false },
  } as Case);
  expect(r).toEqual({ output: 'list' });
});

/** Everything that a template can hold or get at, one of each kind. */
const KINDS = [
  "''",
  "'x'.upper",
  "'x'.encode()",
  '[]',
  '()',
  '{}',
  '{1: 2}.items()',
  '{}.keys',
  '1',
  '1.5',
  '10 ** 30',
  'true',
  'none',
  'nope',
  'range',
  'range(3)',
  'dict',
  'namespace()',
  'namespace',
  'cycler(1)',
  'joiner()',
  'lipsum',
  'self',
  'vars',
  'omit',
  'now()',
  'now',
  'lookup',
  'query',
  "lookup('env', 'HOME')",
  "'a' | regex_search('a')",
  "('2020-01-01' | to_datetime)",
  "('2020-01-02 00:00:00' | to_datetime) - ('2020-01-01 00:00:00' | to_datetime)",
  "{'a': 1} | dict2items",
  '[1] | map("string")',
  "[{'a': 1}] | groupby('a')",
  "'x' | to_json",
  '[3, 1] | unique',
  'undef()',
];
const NAMES = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'process',
  'pyCall',
  'pyGetAttr',
  'typeName',
  'call',
  'apply',
  'bind',
  'arguments.callee',
  '__defineGetter__',
  '__lookupGetter__',
  '__globals__',
  '__builtins__',
  '__subclasses__',
  '__mro__',
  '__base__',
  '__init__',
  '__code__',
  '__func__',
  '__self__',
  'mro',
  'then',
  'decrypt',
  'ciphertext',
  'text',
];

test('no value of any kind leads to JavaScript, by attribute, item, attr() or format', async () => {
  for (const kind of KINDS)
    for (const name of NAMES) {
      const ways = [
        `{{ (${kind}).${name} }}`,
        `{{ (${kind})['${name}'] }}`,
        `{{ (${kind}) | attr('${name}') }}`,
        `{{ '{0.${name}}'.format(${kind}) }}`,
        `{{ [${kind}] | map(attribute='${name}') | list }}`,
        `{{ (${kind}).__class__.${name} }}`,
      ];
      for (const template of ways) {
        const r = await answer({ template, vars: {}, options: { mode: 'templar' } } as Case);
        const shown = JSON.stringify(r);
        expect([template, shown]).not.toEqual([
          template,
          expect.stringMatching(/native code|\[object|function ?\w*\(|=>|JavaScript|at .*\.(ts|js):/),
        ]);
        // every one of them is an error: nothing is there
        if (!/^(call|bind|text|then|mro)/.test(name))
          expect([template, 'error' in r || shown]).toEqual([template, true]);
      }
    }
}, 120_000);

test('JavaScript is out of reach', async () => {
  for (const x of ["''", '{}', '[]', 'vars', 'omit', 'hostvars', "lookup('env', 'HOME')"])
    for (const name of ['constructor', '__proto__', 'prototype', 'toString', 'process'])
      expect(
        await answer({
          template: `{{ (${x}).${name} is defined }}`,
          vars: {},
          options: { mode: 'templar' },
        } as never),
      ).not.toEqual({ output: true });
});
