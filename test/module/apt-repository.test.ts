import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileNameOfSource, parseSource } from '../../src/module/support/package/apt-sources.ts';
import { ppaSource } from '../../src/module/support/package/ppa.ts';
import { runModule } from './harness.ts';
import { standIns } from './stand-ins.ts';

describe('sources of apt', () => {
  test('lines', () => {
    expect(parseSource(' deb  http://a/  b  c # why ')).toEqual({
      valid: true,
      enabled: true,
      source: 'deb http://a/ b c',
      comment: 'why',
    });
    expect(parseSource('#deb-src http://a b')).toMatchObject({ valid: true, enabled: false });
    expect(parseSource('# text')).toMatchObject({ valid: false, enabled: false, source: 'text' });
  });
  test('names of files', () => {
    for (const [line, name] of [
      ['deb http://b.example/ubuntu/ focal main', 'b_example_ubuntu.list'],
      ['deb [arch=amd64] https://user:pw@d.example:8080/x/y-z/ s main', 'd_example_8080_x_y_z.list'],
      ['deb file:/mnt/cd-rom ./', 'file_mnt_cd_rom.list'],
      ['ppa:nginx/stable_focal', 'ppa_nginx_stable_focal.list'],
    ] as const)
      expect(fileNameOfSource(line)).toBe(name);
  });
  test('archives of Launchpad', () => {
    expect(ppaSource('ppa:nginx', 'focal').source).toBe(
      'deb http://ppa.launchpad.net/nginx/ppa/ubuntu focal main',
    );
  });
});

describe('apt_repository', async () => {
  const s = await standIns({
    'apt-config': `printf "list='%s'\\nparts='%s'\\n" "$STATE/etc/sources.list" "$STATE/etc/sources.list.d/"`,
    'apt-key': 'exit 0',
  });
  const etc = join(s.dir, 'etc');
  mkdirSync(join(etc, 'sources.list.d'), { recursive: true });
  writeFileSync(join(etc, 'sources.list'), '#deb http://a.example s main # why\n\ntext\n');
  const run = (args: object, more: object = {}) =>
    runModule('apt_repository', { update_cache: false, ...args } as never, { target: s.target, ...more });
  const file = join(etc, 'sources.list.d/b_example.list');
  test('adds, enables, removes; check mode and diff', async () => {
    expect(await run({ repo: 'deb http://b.example s main', mode: '0600' }, { check: true })).toMatchObject({
      changed: true,
    });
    expect(existsSync(file)).toBe(false);
    expect(await run({ repo: 'deb http://b.example s main', mode: '0600' }, { diff: true })).toMatchObject({
      changed: true,
      repo: 'deb http://b.example s main',
      state: 'present',
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await run({ repo: 'deb   http://b.example s   main' })).toMatchObject({
      changed: false,
      diff: {},
    });
    expect(await run({ repo: 'deb http://a.example s main' })).toMatchObject({ changed: true });
    expect(readFileSync(join(etc, 'sources.list'), 'utf8')).toBe(
      'deb http://a.example s main # why\n\ntext\n',
    );
    expect(await run({ repo: 'deb http://b.example s main', state: 'absent' })).toMatchObject({
      changed: true,
    });
    expect(existsSync(file)).toBe(false);
    expect(await run({ repo: 'deb http://b.example s main', state: 'absent' })).toMatchObject({
      changed: false,
    });
  });
  test('refuses what is no source', async () => {
    for (const repo of ['nonsense', '# deb http://c s m'])
      expect(await run({ repo })).toMatchObject({
        failed: true,
        msg: expect.stringContaining('Invalid repository'),
      });
    expect(await run({ repo: '' })).toMatchObject({ msg: "Please set argument 'repo' to a non-empty value" });
  });
});

describe('keys', async () => {
  const s = await standIns({
    'apt-key': `case "$*" in
*"--list-public-keys"*) cat "$STATE/keys" 2>/dev/null; exit 0;;
*" add "*|"add "*) cat > /dev/null; echo 'pub   rsa4096/648ACFD622F3D138 2019-04-07' >> "$STATE/keys";;
*"del "*) rm "$STATE/keys";;
esac`,
    gpg: "echo 'pub:-:4096:1:648ACFD622F3D138:1:::-:'; echo 'fpr:::::::::AAAA648ACFD622F3D138:'",
    rpm: `case "$*" in
"-q gpg-pubkey") test -e "$STATE/rpm";;
"-q gpg-pubkey --qf %{description}") cat "$STATE/rpm";;
"--import "*) cp "$2" "$STATE/rpm";;
"--erase "*) rm "$STATE/rpm";;
esac`,
  });
  const key = join(s.dir, 'key.asc');
  writeFileSync(key, 'a key');
  const run = (name: string, args: object, more: object = {}) =>
    runModule(name, args as never, { target: s.target, ...more });
  const ids = { short_id: '22F3D138', fp: '648ACFD622F3D138', key_id: '648ACFD622F3D138' };
  test('apt_key', async () => {
    expect(await run('apt_key', { data: 'x' }, { check: true })).toMatchObject({
      changed: true,
      before: [],
      ...ids,
    });
    expect(await run('apt_key', { data: 'x' })).toMatchObject({ changed: true, after: [ids.fp] });
    expect(await run('apt_key', { file: key })).toMatchObject({ changed: false });
    expect(await run('apt_key', { id: '0x22f3d138', file: key })).toMatchObject({
      changed: false,
      id: '0x22f3d138',
    });
    expect(await run('apt_key', { id: ids.fp, state: 'absent' })).toMatchObject({ changed: true, after: [] });
    expect(await run('apt_key', { id: '123456789' })).toMatchObject({ failed: true, msg: 'Invalid key_id' });
    expect(await run('apt_key', { keyserver: 'x' })).toMatchObject({
      msg: 'Missing key_id, required with keyserver.',
    });
  });
  test('rpm_key', async () => {
    expect(await run('rpm_key', { key }, { check: true })).toMatchObject({ changed: true });
    expect(await run('rpm_key', { key, fingerprint: 'AB CD' })).toMatchObject({
      failed: true,
      msg: "The specified fingerprint, 'ABCD', does not match the key fingerprint 'AAAA648ACFD622F3D138'",
    });
    expect(await run('rpm_key', { key, fingerprint: 'aaaa 648ACFD622F3D138' })).toMatchObject({
      changed: true,
    });
    expect(await run('rpm_key', { key })).toMatchObject({ changed: false });
    expect(await run('rpm_key', { key: '22F3D138', state: 'absent' })).toMatchObject({ changed: true });
    expect(s.commands().at(-1)).toBe('rpm --erase --allmatches gpg-pubkey-22f3d138');
    expect(await run('rpm_key', { key: '22F3D138' })).toMatchObject({
      msg: 'When importing a key, a valid file must be given',
    });
    expect(await run('rpm_key', { key: '/nope' })).toMatchObject({ msg: 'Not a valid key /nope' });
  });
});
