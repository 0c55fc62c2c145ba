import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noPrivateHost, PrivateHost } from '../hosts/private-host.ts';
import {
  casesDir,
  expectedFiles,
  expectedOf,
  listCases,
  loginServer,
  runCase,
  withoutHints,
} from './run-case.mjs';

// The same recorded answers when what acts on this machine acts over ssh, and over ssh with become from an unprivileged
// account. CONFORMANCE=topic/name chooses cases; CONFORMANCE_HOSTS=all takes every case (the default: the topics whose
// cases do something on hosts).
const program = resolve(import.meta.dirname, '../../bin/ansible-playbook');
const chosen = (process.env['CONFORMANCE'] ?? '').split(/[\s,]+/).filter((w) => w !== '');
const usual = process.env['CONFORMANCE_HOSTS'] === 'all' ? [] : ['language', 'output', 'python', 'vars'];
const cases = listCases(chosen.length > 0 ? chosen : usual).filter((name) =>
  existsSync(join(casesDir, name, 'expected')),
);
const built = existsSync(resolve(import.meta.dirname, '../../dist/ansible-ts.cjs'));
const noSsh = noPrivateHost(false);
const noAccounts = noPrivateHost();
const me = userInfo().username;

const host = new PrivateHost(noAccounts === undefined ? [{ name: 'tester', sudo: 'free' }] : [], {
  // the host's directory and environment are those of the run, as in the recording
  sshd: loginServer,
  sudoers: 'Defaults !env_reset, !always_set_home, setenv',
});
beforeAll(async () => {
  if (noSsh === undefined) await host.start();
}, 60_000);
afterAll(() => host.end());

const suite = (title: string, why: string | undefined, user: string, become: boolean) =>
  describe.skipIf(!built || why !== undefined)(why === undefined ? title : `${title} (${why})`, () => {
    let config = '';
    beforeAll(() => {
      config = host.config(user);
    });
    for (const name of cases)
      test.concurrent(name, async () => {
        const over = { config, become };
        const got = expectedFiles(await runCase(name, [process.execPath, program], { over }));
        expect(withoutHints(name, got)).toEqual(expectedOf(name));
      }, 240_000);
    test('went over ssh', () => expect(host.logins(user)).toBeGreaterThan(0));
  });

suite('conformance over ssh', noSsh, me, false);
suite('conformance over ssh with become', noAccounts, 'tester', true);
