import { expect, test } from 'vitest';
import type { AnsibleError } from '../../src/errors/ansible-error.ts';
import type { TemplarEnvironment } from '../../src/template/environment.ts';
import { Templar } from '../../src/template/templar.ts';
import { fromPlain, type PlainObject } from '../../src/value/plain.ts';
import { MapScope } from '../../src/value/scope.ts';
import type { Value } from '../../src/value/types.ts';

const world: TemplarEnvironment = {
  baseDir: '/',
  env: {},
  searchPath: () => ['/'],
  findFile: () => undefined,
  readFile: () => Buffer.from(''),
  setting: () => undefined,
  lookup: () => undefined,
  hosts: () => [],
};
const vars = {
  server: { port: 80, address: '10.0.0.1' },
  servers: [{ name: 'a' }],
  greeting: 'hi',
  nested: '{{ server.prot }}',
  none_near: { alpha: 1, beta: 2 },
  many: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`key_${i}`, i])),
};
const templar = new Templar(world, new MapScope(fromPlain(vars as PlainObject) as Map<string, Value>));

async function hintOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
  } catch (e) {
    return (e as AnsibleError).hint;
  }
  throw new Error('no error');
}

test.each([
  ['{{ greetng }}', "Did you mean 'greeting'?"],
  ['{{ server.prot }}', "Did you mean 'port'?"],
  ["{{ servers[0]['nam'] }}", "Did you mean 'name'?"],
  ["{{ servers | map(attribute='nme') | list }}", "Did you mean 'name'?"],
  ['{{ nested }}', "Did you mean 'port'?"],
  ['{{ none_near.x }}', "The keys there are 'alpha', 'beta'."],
  ['{{ many.x }}', undefined],
  ['{{ server.port.x }}', undefined],
  ['a\n  {{ greetng }}', "Did you mean 'greeting'?\nIt is in line 2, column 6 of the text: {{ greetng }}"],
])('%j: %s', async (template, hint) => {
  expect(await hintOf(templar.template(template))).toBe(hint);
});

test('a condition, and a template file with its line', async () => {
  expect(await hintOf(templar.evaluateConditional("server.adress == 'x'"))).toBe("Did you mean 'address'?");
  const text = 'line 1\n{% for s in servers %}\n  {{ s.nmae }}\n{% endfor %}\n';
  expect(await hintOf(templar.render(text, { file: '/t/near.j2' }))).toBe(
    "Did you mean 'name'?\nIt is in line 3, column 7 of /t/near.j2: {{ s.nmae }}",
  );
});
