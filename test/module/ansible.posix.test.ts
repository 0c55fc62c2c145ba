import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editFstab } from '../../src/module/ansible.posix/mount.ts';
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

describe('sysctl, mount, hostname', () => {
  const dir = mkdtempSync(join(tmpdir(), 'posix-'));
  test('sysctl', async () => {
    const s = await standIns({ sysctl: 'case "$*" in *-n*) echo 0;; esac' });
    const file = join(dir, 'sysctl.conf');
    writeFileSync(file, '# a comment\nvm.swappiness = 60\nnet.ipv4.ip_forward=0\nnet.ipv4.ip_forward=1');
    const run = (args: object, more: object = {}) =>
      runModule('sysctl', { sysctl_file: file, ...args } as never, { target: s.target, ...more });
    expect(await run({ name: 'net.ipv4.ip_forward', value: 'yes' })).toEqual({ changed: true });
    expect(readFileSync(file, 'utf8')).toBe('# a comment\nvm.swappiness = 60\nnet.ipv4.ip_forward=1\n');
    expect(s.commands()).toEqual([`sysctl -p ${file}`]);
    expect(await run({ name: 'net.ipv4.ip_forward', value: '1' })).toEqual({ changed: false });
    expect(await run({ name: 'net.ipv4.ip_forward', value: '1', sysctl_set: true })).toEqual({
      changed: true,
    });
    expect(s.commands()).toEqual(['sysctl -n net.ipv4.ip_forward', 'sysctl -w net.ipv4.ip_forward=1']);
    expect(await run({ name: 'vm.swappiness', state: 'absent', reload: false })).toEqual({ changed: true });
    expect(readFileSync(file, 'utf8')).toBe('# a comment\nnet.ipv4.ip_forward=1\n');
  });
  test('fstab', () => {
    const entry = { path: '/mnt/a b', src: '/dev/sdb1', fstype: 'ext4', opts: 'rw', dump: '0', passno: '2' };
    const one = editFstab('# fstab\n/dev/sda1 / ext4 defaults 0 1\n', entry, entry.path);
    expect(one).toEqual({
      changed: true,
      text: '# fstab\n/dev/sda1 / ext4 defaults 0 1\n/dev/sdb1 /mnt/a\\040b ext4 rw 0 2\n',
    });
    expect(editFstab(one.text, entry, entry.path).changed).toBe(false);
    expect(editFstab(one.text, undefined, entry.path).text).toBe('# fstab\n/dev/sda1 / ext4 defaults 0 1\n');
  });
  test('mount', async () => {
    const s = await standIns({ mount: '', umount: '' });
    const fstab = join(dir, 'fstab');
    const path = join(dir, 'point');
    const run = (args: object, more: object = {}) =>
      runModule('mount', { path, fstab, ...args } as never, { target: s.target, ...more });
    const src = { src: '/dev/sdz1', fstype: 'ext4' };
    expect(await run({ ...src, state: 'mounted' })).toMatchObject({
      changed: true,
      name: path,
      opts: 'defaults',
    });
    expect(s.commands()).toEqual([`mount -T ${fstab} ${path}`]);
    expect(readFileSync(fstab, 'utf8')).toBe(`/dev/sdz1 ${path} ext4 defaults 0 0\n`);
    expect(await run({ ...src, state: 'present' })).toMatchObject({ changed: false });
    expect(await run({ ...src, state: 'present', boot: false }, { check: true })).toMatchObject({
      changed: false,
      opts: 'defaults',
      boot: 'no',
    });
    expect(await run({ ...src, state: 'present', boot: false, opts: 'rw' }, { check: true })).toMatchObject({
      changed: true,
      opts: 'rw,noauto',
    });
    expect(await run({ state: 'unmounted' })).toMatchObject({ changed: false });
    expect(await run({ state: 'absent' })).toMatchObject({ changed: true });
    expect(readFileSync(fstab, 'utf8')).toBe('');
    // without an entry nothing is done to the directory
    mkdirSync(path, { recursive: true });
    expect(await run({ state: 'absent' })).toMatchObject({ changed: false });
    expect(existsSync(path)).toBe(true);
  });
  test('a mount that fails leaves no entry and no directory', async () => {
    const s = await standIns({ mount: 'echo no such device >&2; exit 32' });
    const fstab = join(dir, 'fstab-failed');
    writeFileSync(fstab, '/dev/sda1 / ext4 defaults 0 1\n');
    const path = join(dir, 'new', 'point');
    const args = { path, fstab, src: '/dev/sdz1', fstype: 'ext4', state: 'mounted' };
    expect(await runModule('mount', args, { target: s.target })).toMatchObject({
      failed: true,
      msg: `Error mounting ${path}: no such device\n`,
    });
    expect(readFileSync(fstab, 'utf8')).toBe('/dev/sda1 / ext4 defaults 0 1\n');
    expect(existsSync(join(dir, 'new'))).toBe(false);
  });
  test('hostname in check mode, and a bad one', async () => {
    // the full name is the one that the hosts database has, as Ansible's socket.getfqdn asks it
    const s = await standIns({ getent: 'echo "192.0.2.7 box box.example.net"' });
    expect(
      await runModule(
        'hostname',
        { name: 'new-name.example.org', use: 'debian' },
        { check: true, target: s.target },
      ),
    ).toMatchObject({
      changed: true,
      name: 'new-name.example.org',
      ansible_facts: {
        ansible_hostname: 'new-name',
        ansible_nodename: 'new-name.example.org',
        ansible_fqdn: 'box.example.net',
        ansible_domain: 'example.net',
      },
    });
    expect(await runModule('hostname', { name: 'a b' })).toMatchObject({ failed: true });
  });
  test('selinux', async () => {
    const conf = join(dir, 'selinux');
    writeFileSync(conf, '# mode\nSELINUX=enforcing\nSELINUXTYPE=targeted\n');
    const s = await standIns({ setenforce: '' });
    const r = await runModule('selinux', { state: 'disabled', configfile: conf }, { target: s.target });
    expect(r).toMatchObject({ changed: true, state: 'disabled', policy: 'targeted', configfile: conf });
    expect(readFileSync(conf, 'utf8')).toBe('# mode\nSELINUX=disabled\nSELINUXTYPE=targeted\n');
    expect(
      await runModule('selinux', { state: 'permissive', configfile: conf }, { target: s.target }),
    ).toMatchObject({ failed: true, msg: "Policy is required if state is not 'disabled'" });
  });
});

describe('yum_repository', () => {
  test('writes what ansible-core writes', async () => {
    const reposdir = mkdtempSync(join(tmpdir(), 'repos-'));
    const run = (args: object) => runModule('yum_repository', { reposdir, file: 'ext', ...args } as never);
    const epel = { name: 'epel', description: 'EPEL repo', baseurl: ['https://x/y/', 'https://z'] };
    await run({ ...epel, gpgcheck: false, exclude: ['a*', 'b'] });
    await run({ name: 'two', description: 'Two', mirrorlist: 'https://m' });
    expect(await run(epel)).toEqual({
      changed: true,
      repo: 'epel',
      state: 'present',
      diff: expect.objectContaining({
        after:
          '[epel]\nbaseurl = https://x/y/\nhttps://z\nname = EPEL repo\n\n[two]\nmirrorlist = https://m\nname = Two\n\n',
      }),
    });
    const text =
      '[two]\nmirrorlist = https://m\nname = Two\n\n[epel]\nbaseurl = https://x/y/\n\thttps://z\nname = EPEL repo\n\n';
    expect(readFileSync(join(reposdir, 'ext.repo'), 'utf8')).toBe(text);
    expect(await run(epel)).toMatchObject({ changed: false });
    expect(await run({ name: 'two', state: 'absent' })).toMatchObject({ changed: true });
    expect(await run({ name: 'x', description: 'X' })).toMatchObject({
      failed: true,
      msg: "Parameter 'baseurl', 'metalink' or 'mirrorlist' is required.",
    });
  });
});
