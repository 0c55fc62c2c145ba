import { expect, test } from 'vitest';
import { Environment } from '../../src/jinja/environment.ts';
import { PyError } from '../../src/value/errors.ts';
import type { Value } from '../../src/value/types.ts';

const env = new Environment({});
const render = (template: string): string => {
  try {
    return String(env.render(template, new Map<string, Value>()));
  } catch (e) {
    if (e instanceof PyError) return e.pyType;
    throw e;
  }
};
const rounds = (start: string, step: string, n: number, end = '{{ ns.l|length }}'): string =>
  `{% set ns = namespace(l=${start}) %}{% for a in range(${n}) %}{% set ns.l = ${step} %}{% endfor %}${end}`;

test.each([
  ['a list that grows by a copy a round', rounds('[]', 'ns.l + [1]', 100_000)],
  ['a text that doubles in a format', rounds("'x'", "'%s%s' % (ns.l, ns.l)", 60)],
  ['lists in lists, printed', rounds('[1]', '[ns.l, ns.l]', 40, '{{ ns.l }}')],
  ['dicts in dicts, printed', rounds('{}', "{'a': ns.l, 'b': ns.l}", 40, '{{ ns.l }}')],
  ['lists in lists, as JSON', rounds('[1]', '[ns.l, ns.l]', 40, '{{ ns.l|tojson(indent=4) }}')],
  ['a list of the characters of a huge text', "{{ ('a' * 100000000)|list }}"],
])('%s ends in an error soon', (_, template) => {
  expect(render(template)).toBe('MemoryError');
});

// Answers that took minutes or gigabytes before.
test.each([
  ["{{ ('<' * 200000)|striptags|length }}", '200000'],
  ["{{ ('<!--' * 100000)|striptags|length }}", '400000'],
  ["{{ ('a<b' * 3 ~ '>c<!-- > -->d<e')|striptags }}", 'acd<e'],
  ["{{ ('f' * 1000000)|int(base=16) > 0 }}", 'True'],
  ["{{ ('1' * 5000)|int }}", 'OverflowError'],
  ["{{ ('vv' * 10)|int(base=32) }} {{ '-0x1f'|int(base=16) }}", '1267650600228229401496703205375 -31'],
  ["{{ ('ab' * 400000)|reverse|truncate(5, true, '') }}", 'babab'],
  ["{{ ('abcdefg' * 100000)[::-3]|length }}", '233334'],
  ["{{ ('ab' * 600000)|replace('b', '$&c')|length }}", '2400000'],
  ["{{ ('ab' * 600000).replace('b', '').count('a') }}", '600000'],
])('%s', (template, want) => {
  expect(render(template)).toBe(want);
});
