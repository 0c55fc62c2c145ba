import { expect, test } from 'vitest';
import { Environment } from '../../src/jinja/environment.ts';
import type { Value } from '../../src/value/types.ts';

// What Jinja2 3.1.2 answers with x = 2: a folded constant stands in its code without brackets.
test.each([
  ['{{ -1 ** x }}', '-1'],
  ['{{ -1 ** 2 }}', '1'],
  ['{{ (-2.0) ** x }}', '-4.0'],
  ['{{ -x ** 2 }}', '4'],
  ['{{ (0 - 3) ** x }}', '-9'],
  ['{{ -2 ** x ** x }}', '16'],
])('%s', (template, want) => {
  expect(new Environment({}).render(template, new Map<string, Value>([['x', 2]]))).toBe(want);
});

test('products without end are stopped', () => {
  const t = '{% set ns = namespace(n=3) %}{% for a in range(60) %}{% set ns.n = ns.n * ns.n %}{% endfor %}';
  expect(() => new Environment({}).render(t, new Map())).toThrow('too large');
  expect(new Environment({}).render('{{ 10**20 * 10**20 }}', new Map())).toBe(`1${'0'.repeat(40)}`);
});
