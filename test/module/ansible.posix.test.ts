import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatKeyLine, parseKeyLine } from '../../src/module/support/ssh-keys.ts';
import { runModule } from './harness.ts';
import { standIns } from './stand-ins.ts';

const one = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLn7NvfPEdD2R7onTKFzG me@x';
const two = 'ssh-rsa AAAAB3NzaC1yc2E= you';

describe('authorized_key', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'keys-')), 'ssh/authorized_keys');
  const run = (args: object, more: object = {}) =>
    runModule('authorized_key', { user: 'root', path, manage_dir: true, ...args } as never, more);
  const text = (): string => readFileSync(path, 'utf8');
  test('adds, changes and removes keys', async () => {
    expect(await run({ key: one }, { check: true })).toMatchObject({ changed: true });
    expect(await run({ key: one })).toMatchObject({ changed: true, keyfile: path });
    expect(await run({ key: one })).toMatchObject({ changed: false });
    expect(await run({ key: two, key_options: 'no-pty,command="a, b"' })).toMatchObject({ changed: true });
    expect(text()).toBe(`${one}\nno-pty,command="a, b" ${two}\n`);
    expect(await run({ key: two })).toMatchObject({ changed: false });
    expect(await run({ key: two, exclusive: true })).toMatchObject({ changed: true });
    expect(text()).toBe(`no-pty,command="a, b" ${two}\n`);
    expect(await run({ key: two, state: 'absent' })).toMatchObject({ changed: true });
    expect(text()).toBe('');
    expect(await run({ key: 'garbage' })).toMatchObject({
      failed: true,
      msg: 'invalid key specified: garbage',
    });
  });
  test('lines come back as they were', () => {
    for (const line of [
      one,
      two,
      'from="10.0.0.0/8,*.x",command="echo \\"q\\" b" ssh-rsa AAAAB3NzaC1yc2E= c d',
    ])
      expect(formatKeyLine(parseKeyLine(line)!)).toBe(line);
    expect(parseKeyLine('# ssh-rsa AAAA')).toBeUndefined();
  });
});

describe('modprobe and getent', () => {
  test('modprobe', async () => {
    const s = await standIns({ modprobe: '[ "$1" = bad ] && { echo "no module" >&2; exit 1; }; exit 0' });
    const run = (args: object, more: object = {}) =>
      runModule('modprobe', args as never, { target: s.target, ...more });
    expect(await run({ name: 'x_y_z', params: 'a=1 b=2' })).toEqual({
      changed: true,
      name: 'x_y_z',
      params: 'a=1 b=2',
      state: 'present',
    });
    expect(s.commands()).toEqual(['modprobe x_y_z a=1 b=2']);
    expect(await run({ name: 'x_y_z', state: 'absent' })).toMatchObject({ changed: false });
    expect(await run({ name: 'bad' })).toMatchObject({ failed: true, rc: 1, msg: 'no module\n' });
  });
  test('getent', async () => {
    const r = (await runModule('getent', { database: 'passwd', key: 'root' })) as {
      ansible_facts: { getent_passwd: { root: string[] } };
    };
    expect(r.ansible_facts.getent_passwd.root.slice(1, 3)).toEqual(['0', '0']);
    expect(await runModule('getent', { database: 'passwd', key: 'nosuch' })).toMatchObject({
      failed: true,
      msg: 'One or more supplied key could not be found in the database.',
    });
    expect(await runModule('getent', { database: 'nodb' })).toMatchObject({
      failed: true,
      msg: 'Missing arguments, or database unknown.',
    });
  });
});
