import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { casesDir, expectedFiles, expectedOf, listCases, runCase } from './run-case.mjs';

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
      expect(got).toEqual(expectedOf(name));
    });
  }
});
