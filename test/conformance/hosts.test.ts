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
const usual =
  process.env['CONFORMANCE_HOSTS'] === 'all'
    ? []
    : ['language', 'modes', 'output', 'python', 'results', 'vars'];

/** What cannot hold by nature, and why: over ssh, or only with become from another account. */
const localOnly: Readonly<Record<string, string>> = {
  'cmdline/connection-options': 'prints the name of the connection',
  'inventories/add-host': 'prints the name of the connection',
  'keywords/connection-port-user':
    'prints the name of the connection, and names ports that nobody listens at',
  'meta/all': 'resets a connection that local does not have',
};
const unbecomeOnly: Readonly<Record<string, string>> = {
  'broken-command-line/become-method-unknown': 'nobody is to become anybody, so the method is not looked up',
  'keywords/become-inherited': 'who logs in shows where a task takes become back',
  'modules/fetch-refusals': 'with become fetch reads the file otherwise and has other words, in Ansible too',
};
/** The test's ssh_config leads every address to the private host. */
const asNamed = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([k, v]) => [
      k,
      v.replaceAll('connect to host 127.0.0.2 port 1:', 'connect to host 127.0.0.1 port 1:'),
    ]),
  );
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
    for (const name of cases) {
      const not = localOnly[name] ?? (become ? unbecomeOnly[name] : undefined);
      if (not !== undefined) {
        test.skip(`${name}: ${not}`, () => {});
        continue;
      }
      test.concurrent(name, async () => {
        const over = { config, become };
        const got = expectedFiles(await runCase(name, [process.execPath, program], { over }));
        expect(asNamed(withoutHints(name, got))).toEqual(expectedOf(name));
      }, 240_000);
    }
    test.skipIf(chosen.length > 0)('went over ssh', () => expect(host.logins(user)).toBeGreaterThan(0));
  });

suite('conformance over ssh', noSsh, me, false);
suite('conformance over ssh with become', noAccounts, 'tester', true);
