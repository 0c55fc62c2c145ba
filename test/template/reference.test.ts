import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtinFilters } from '../../src/jinja/filters.gen.ts';
import { builtinTests } from '../../src/jinja/tests.gen.ts';
import { ansibleFilters } from '../../src/template/filters.gen.ts';
import { ansibleTests } from '../../src/template/tests.gen.ts';

test('the reference is current', () => {
  const script = join(import.meta.dirname, '../../scripts/make-reference.mjs');
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
}, 120_000);

test('every filter and test is documented in a sentence', () => {
  const all = [builtinFilters, builtinTests, ansibleFilters, ansibleTests].flatMap((r) => Object.entries(r));
  expect(all.filter(([, d]) => !/^\S.*\.$/s.test(d.doc)).map(([name]) => name)).toEqual([]);
});
