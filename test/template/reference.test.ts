import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtinFilters } from '../../src/jinja/filters.gen.ts';
import { builtinTests } from '../../src/jinja/tests.gen.ts';
import { findLookup, lookupNames } from '../../src/lookup/index.ts';
import { ansibleFilters } from '../../src/template/filters.gen.ts';
import { ansibleTests } from '../../src/template/tests.gen.ts';

const docs = join(import.meta.dirname, '../../docs/reference');

test('the reference is current', () => {
  const script = join(import.meta.dirname, '../../scripts/make-reference.mjs');
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
}, 120_000);

test('every plugin stands in the reference once, with its source and its cases', async () => {
  const registries = { filters: [builtinFilters, ansibleFilters], tests: [builtinTests, ansibleTests] };
  for (const [page, all] of Object.entries(registries)) {
    const text = readFileSync(join(docs, `${page}.md`), 'utf8');
    const links = [...text.matchAll(/\(\[source\]\((.*?)\), \[cases\]\((.*?)\)\)/g)].flatMap((m) => [
      m[1]!,
      m[2]!,
    ]);
    expect(links.length).toBe(2 * all.flatMap((r) => Object.keys(r)).length);
    expect(links.filter((l) => !existsSync(join(docs, l)))).toEqual([]);
  }
  const lookups = readFileSync(join(docs, 'lookups.md'), 'utf8');
  for (const name of lookupNames()) {
    expect(lookups).toContain(`\n### ${name.slice(name.lastIndexOf('.') + 1)}\n`);
    const option = (await findLookup(name))!;
    expect(
      [option.description, ...Object.values(option.options).map((o) => o.description)].join('|'),
    ).toMatch(/^(?:[^\s|][^|]*\.(?:\||$))+$/);
  }
});

test('every filter and test is documented in a sentence', () => {
  const all = [builtinFilters, builtinTests, ansibleFilters, ansibleTests].flatMap((r) => Object.entries(r));
  expect(all.filter(([, d]) => !/^\S.*\.$/s.test(d.doc)).map(([name]) => name)).toEqual([]);
});
