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
