import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashedHost, namesHost, parseKnownHost } from '../../src/module/support/known-hosts.ts';
import { parseRequirement, satisfies } from '../../src/module/support/package/pip-requirement.ts';
import { type RsyncParams, rsyncArguments } from '../../src/module/support/rsync.ts';
import { runModule } from './harness.ts';

const dir = (name: string): string => mkdtempSync(join(tmpdir(), `${name}-`));
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMOcpAAkHqPkpS5NvxgP9nC0LZ5gvADOjQuiRn0B5mYo';

describe('known_hosts', () => {
  const path = join(dir('kh'), 'known_hosts');
  const run = (args: object, more: object = {}) => runModule('known_hosts', { path, ...args } as never, more);
  test('adds, replaces and removes keys of a host', async () => {
    expect(await run({ name: 'h1', key: `h1 ${key}` }, { check: true })).toMatchObject({ changed: true });
    expect(await run({ name: 'h1', key: `h1 ${key}` })).toMatchObject({ changed: true, size: 84 });
    expect(await run({ name: 'h1', key: `h1 ${key}` })).toMatchObject({ changed: false });
    expect(await run({ name: 'H2', key: `h2,192.0.2.1 ${key}` })).toMatchObject({ changed: true });
    expect(await run({ name: 'h1', key: `h1 ${key}x` })).toMatchObject({ changed: true });
    expect(readFileSync(path, 'utf8')).toBe(`h2,192.0.2.1 ${key}\nh1 ${key}x\n`);
    expect(await run({ name: 'h2', state: 'absent' })).toMatchObject({ changed: true });
    expect(await run({ name: 'h2', state: 'absent' })).toMatchObject({ changed: false });
    expect(await run({ name: 'h3', key: `h3 ${key}`, hash_host: true })).toMatchObject({ changed: true });
    expect(await run({ name: 'h3', key: `h3 ${key}`, hash_host: true })).toMatchObject({ changed: false });
    expect(readFileSync(path, 'utf8')).toMatch(/^h1 [^\n]*\n\|1\|[^ ]+ ssh-ed25519 /);
  });
  test('refuses a key of another host, and none', async () => {
    const msg = 'Host parameter does not match hashed host field in supplied key';
    expect(await run({ name: 'h1', key: `h9 ${key}` })).toMatchObject({ failed: true, msg });
    expect(await run({ name: 'h1' })).toMatchObject({
      failed: true,
      msg: 'No key specified when adding a host',
    });
  });
  test('hosts by name and by hash', () => {
    const field = hashedHost('a.example');
    expect(namesHost(field, 'a.example')).toBe(true);
    expect(namesHost(field, 'b.example')).toBe(false);
    expect(parseKnownHost('@cert-authority *.x ssh-rsa AAAA c')).toEqual({
      marker: '@cert-authority',
      hosts: '*.x',
      type: 'ssh-rsa',
      key: 'AAAA',
    });
    expect(parseKnownHost('# c')).toBeUndefined();
  });
});

describe('synchronize', () => {
  const plain: RsyncParams = {
    archive: true,
    checksum: false,
    compress: true,
    copy_links: false,
    delay_updates: true,
    delete: false,
    dirs: false,
    existing_only: false,
    group: null,
    link_dest: null,
    links: null,
    owner: null,
    partial: false,
    perms: null,
    recursive: null,
    rsync_opts: null,
    rsync_timeout: 0,
    times: null,
  };
  // As recorded from ansible.posix with a stand-in rsync.
  test('options in the order of Ansible', () => {
    const local = { checkMode: false, shell: undefined, rsyncPath: null };
    const out = '--out-format=<<CHANGED>>%i %n%L';
    expect(rsyncArguments(plain, local)).toEqual(['--delay-updates', '-F', '--compress', '--archive', out]);
    expect(
      rsyncArguments(
        {
          ...plain,
          rsync_timeout: 3,
          delete: true,
          existing_only: true,
          checksum: true,
          dirs: true,
          copy_links: true,
          partial: true,
          rsync_opts: ['-z'],
          link_dest: ['/a'],
          perms: false,
        },
        { checkMode: true, shell: 'ssh -S none', rsyncPath: '/r' },
      ),
    ).toEqual(
      '--delay-updates -F --compress --timeout=3 --dry-run --delete-after --existing --checksum --copy-links --archive --no-perms --dirs|--rsh=ssh -S none|--rsync-path=/r -z --partial -H -vv --link-dest=/a|'
        .split('|')
        .flatMap((s, i) => (i === 1 ? [s] : s.split(' ')))
        .filter((s) => s !== '')
        .concat(out),
    );
    const part = { ...plain, archive: false, recursive: true, group: true, links: false };
    expect(rsyncArguments(part, local).slice(3)).toEqual(['--recursive', '--group', out]);
  });
});

describe('pip', () => {
  test('requirements', () => {
    const r = (text: string) => parseRequirement(text)!;
    expect(r('Foo_Bar[x] >=1.0, <2').name).toBe('foo-bar');
    expect(parseRequirement('git+https://h/x.git')).toBeUndefined();
    expect(parseRequirement('/a/b')).toBeUndefined();
    for (const [version, text, yes] of [
      ['1.0', 'a', true],
      ['1.0', 'a==1', true],
      ['1.10', 'a>=1.9', true],
      ['1.0rc1', 'a>=1.0', false],
      ['2.0', 'a>=1.0,<2', false],
      ['1.4.2', 'a~=1.4.0', true],
      ['1.5', 'a~=1.4.0', false],
      ['1.4.2', 'a==1.4.*', true],
      ['1.4.2', 'a!=1.4.*', false],
    ] as const)
      expect([version, text, satisfies(version, r(text))]).toEqual([version, text, yes]);
  });
});

describe('git', () => {
  const root = dir('git');
  const up = join(root, 'up');
  const dest = join(root, 'clone');
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', up, '-c', 'user.email=a@b', '-c', 'user.name=n', ...args], {
      encoding: 'utf8',
    });
  const commit = (text: string): string => {
    writeFileSync(join(up, 'f'), text);
    git('add', '.');
    git('commit', '-qm', text);
    return git('rev-parse', 'HEAD').trim();
  };
  const run = (args: object, more: object = {}) =>
    runModule('git', { repo: up, dest, ...args } as never, more);
  test('clones, follows and switches', async () => {
    execFileSync('git', ['init', '-q', '-b', 'master', up]);
    const one = commit('1');
    git('tag', 'v1');
    const two = commit('2');
    expect(await run({}, { check: true })).toMatchObject({ changed: true, before: null, after: two });
    expect(await run({})).toMatchObject({ changed: true, before: null, after: two });
    expect(await run({})).toMatchObject({
      changed: false,
      before: two,
      after: two,
      remote_url_changed: false,
    });
    expect(await run({ version: 'v1' })).toMatchObject({ changed: true, before: two, after: one });
    const three = commit('3');
    expect(await run({ version: 'master', update: false })).toMatchObject({ changed: false, after: one });
    expect(await run({ version: 'master' }, { check: true })).toMatchObject({ changed: true, after: three });
    expect(await run({ version: 'master' })).toMatchObject({ changed: true, after: three });
    writeFileSync(join(dest, 'f'), 'mine');
    expect(await run({ version: 'master' })).toMatchObject({
      failed: true,
      msg: `Local modifications exist in the destination: ${dest} (force=no).`,
    });
    expect(readFileSync(join(dest, 'f'), 'utf8')).toBe('mine');
    expect(await run({ version: 'master', force: true })).toMatchObject({ changed: true, after: three });
    expect(await run({ version: 'nope' })).toMatchObject({
      failed: true,
      msg: 'Failed to checkout nope',
      rc: 1,
    });
  });
});
