import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lookupNames } from '../../src/lookup/index.ts';
import { locked } from '../../src/lookup/support/lock.ts';
import { caseFiles, placesOf, replay } from '../plugins/replay.ts';

test('the lookups have cases, and the cases lookups', () => {
  expect([...caseFiles('lookup').keys()].sort()).toEqual(placesOf(lookupNames()));
});

test.each([...caseFiles('lookup')])('%s', async (_name, path) => {
  expect(await replay(path)).toEqual([]);
});

test('the lock of a password file waits for another run, and is Ansible’s', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lock-'));
  const path = join(dir, 'secret');
  // The name that a real Ansible gives its lock: SHA-1 of the path.
  const { createHash } = await import('node:crypto');
  const name = `${createHash('sha1').update(path).digest('hex')}.ansible_lockfile`;
  writeFileSync(join(dir, name), '');
  const other = spawn('/bin/sh', ['-c', `sleep 0.4; rm '${join(dir, name)}'`]);
  const start = performance.now();
  expect(locked(path, () => readdirSync(dir))).toEqual([name]);
  expect(performance.now() - start).toBeGreaterThan(200);
  expect(readdirSync(dir)).toEqual([]);
  other.kill();
  rmSync(dir, { recursive: true });
}, 20_000);
