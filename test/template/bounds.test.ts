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
