import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { brokenKinds, expectGoodError } from './broken.ts';
import { casesDir, expectedFiles, expectedOf, listCases, runCase, withoutHints } from './run-case.mjs';

// Replays what the real ansible-playbook answered (record.mjs) against our built program. CONFORMANCE=topic/name
// chooses cases.
const program = resolve(import.meta.dirname, '../../bin/ansible-playbook');
const wanted = (process.env['CONFORMANCE'] ?? '').split(/[\s,]+/).filter((w) => w !== '');

describe.skipIf(!existsSync(resolve(import.meta.dirname, '../../dist/ansible-ts.cjs')))('conformance', () => {
  for (const name of listCases(wanted)) {
    const dir = join(casesDir, name, 'expected');
    if (!existsSync(dir)) continue;
    test.concurrent(name, async () => {
      const got = expectedFiles(await runCase(name, [process.execPath, program])) as Record<string, string>;
      expect(withoutHints(name, got)).toEqual(expectedOf(name));
      if (name.startsWith('broken-')) expectGoodError(name, got);
    });
  }
});

test.each(brokenKinds)('ten broken inputs and more: %s', (kind) => {
  expect(listCases([`broken-${kind}/`]).length).toBeGreaterThanOrEqual(10);
});
