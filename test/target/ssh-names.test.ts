import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectSsh } from '../../src/target/ssh/connect.ts';
import { addKnownKey, knownKeys } from '../../src/target/ssh/known-hosts.ts';
import type { ConnectionInfo } from '../../src/target/types.ts';

const info = (connection: string, address: string, user?: string): ConnectionInfo => ({
  connection,
  host: 'h',
  address,
  port: undefined,
  user,
  password: undefined,
  privateKeyFile: undefined,
  timeout: 1,
  become: undefined,
  executable: '/bin/sh',
  remoteTmp: '/tmp',
  options: { ansible_ssh_args: '-F none -o ProxyCommand="false %h %r"' },
});

it('refuses names that would be shell text of a ProxyCommand or options, as OpenSSH does', async () => {
  for (const connection of ['ssh', 'ssh2', 'openssh']) {
    for (const host of ['x$(id)', 'x;id', '-oProxyCommand=id', 'a b', 'a\nb', '`id`'])
      await expect(connectSsh(info(connection, host), {})).rejects.toThrow(
        'Failed to connect to the host via ssh: hostname contains invalid characters',
      );
    for (const user of ['a;b', '-l', 'a -b', "a'b", 'a\\'])
      await expect(connectSsh(info(connection, 'localhost', user), {})).rejects.toThrow(
        'Failed to connect to the host via ssh: remote username contains invalid characters',
      );
  }
});

it('adds a host key behind a last line that lacks its end', () => {
  const dir = mkdtempSync(join(tmpdir(), 'known-'));
  const file = join(dir, 'new/known_hosts');
  const key = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.alloc(36)]);
  addKnownKey(file, 'a', key, false);
  writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
  for (const name of ['b', 'c']) addKnownKey(file, name, key, false);
  expect(knownKeys([file], ['a', 'b', 'c']).map((k) => k.line)).toEqual([1, 2, 3]);
  rmSync(dir, { recursive: true });
});
