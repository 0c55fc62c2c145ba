import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetProbes, guestfsEnvironment } from '../../../src/module/support/guestfs-env.ts';
import { operations } from '../../../src/module/support/guestfs-operations.ts';
import { newSaid, runModule } from '../harness.ts';
import { standIns } from './stand-ins.ts';

const ok = `image=; while [ $# -gt 0 ]; do [ "$1" = -a ] && image=$2; shift; done; echo x >>"$image"; echo '[   1.0] Finishing off'`;

test('operations run in the order in which the task names them, the list at its own place', async () => {
  const s = await standIns({ 'virt-customize': ok });
  writeFileSync(join(s.dir, 'a.qcow2'), 'disk');
  writeFileSync(join(s.dir, 'x.sh'), 'true');
  const r = await runModule(
    'virt_customize',
    {
      image: ['a.qcow2'],
      chdir: s.dir,
      network: true,
      touch: '/first',
      operations: [{ 'run-command': 'second' }, 'update', { chmod: { mode: '640', path: '/third' } }],
      run: ['x.sh'],
      install: ['vim', 'git'],
      memsize: 512,
      smp: 1,
    },
    { target: s.target },
  );
  expect(r).toMatchObject({ changed: true, rc: 0, operations: 6 });
  expect(s.calls()).toEqual([
    [
      'virt-customize',
      '-m',
      '512',
      '--smp',
      '1',
      '-a',
      'a.qcow2',
      '--touch',
      '/first',
      '--run-command',
      'second',
      '--update',
      '--chmod',
      '0640:/third',
      '--run',
      'x.sh',
      '--install',
      'vim,git',
    ],
  ]);
});

test('a password reaches the tool through a private file that is gone afterwards', async () => {
  const s = await standIns({
    'virt-customize': `for w in "$@"; do case $w in *file:*) f=\${w##*file:}; cat "$f" >seen; stat -c %a "$f" >mode; echo "$f" >path;; esac; done; ${ok}`,
  });
  writeFileSync(join(s.dir, 'a.qcow2'), 'disk');
  const said = newSaid();
  const r = await runModule(
    'virt_customize',
    {
      image: ['a.qcow2'],
      chdir: s.dir,
      network: true,
      password: { user: 'stack', password: 'hunter2', locked: true },
    },
    { target: s.target, said },
  );
  expect(readFileSync(join(s.dir, 'seen'), 'utf8')).toBe('hunter2\n');
  expect(readFileSync(join(s.dir, 'mode'), 'utf8')).toBe('600\n');
  expect(existsSync(readFileSync(join(s.dir, 'path'), 'utf8').trim())).toBe(false);
  expect(JSON.stringify([r, s.calls()])).not.toContain('hunter2');
  expect(s.calls()[0]?.at(-1)).toMatch(/^stack:locked:file:\//);
  expect(said.hidden).toEqual(['hunter2']);
});

test('the failing operation is named, the log kept, and the change told from the image', async () => {
  const s = await standIns({
    'virt-customize': `echo '[   0.0] Examining the guest ...'; echo '[   1.0] Running: a.sh'; echo '[   2.0] Running: b.sh'; echo boom >&2; echo 'virt-customize: error: b.sh: command exited with an error' >&2; echo >&2; echo 'If reporting bugs, run' >&2; exit 1`,
  });
  for (const f of ['a.qcow2', 'a.sh', 'b.sh']) writeFileSync(join(s.dir, f), 'x');
  const r = await runModule(
    'virt_customize',
    { image: ['a.qcow2'], chdir: s.dir, network: true, run: ['a.sh', 'b.sh'], log_file: join(s.dir, 'log') },
    { target: s.target },
  );
  expect(r).toMatchObject({
    failed: true,
    changed: false,
    rc: 1,
    failed_operation: '--run b.sh',
    msg: 'virt-customize failed with rc 1 in --run b.sh: b.sh: command exited with an error',
  });
  expect(r.log).toContain('boom');
  expect(readFileSync(join(s.dir, 'log'), 'utf8')).toContain('boom\n');
});

test('what is not there is told before anything is launched', async () => {
  const s = await standIns({ 'virt-customize': ok });
  writeFileSync(join(s.dir, 'a.qcow2'), 'disk');
  const run = (args: object, o: object = {}) =>
    runModule('virt_customize', { chdir: s.dir, network: true, ...args }, { target: s.target, ...o });
  expect((await run({ image: ['b.qcow2'], touch: '/x' })).msg).toBe('no such image on localhost: b.qcow2');
  expect((await run({ image: ['a.qcow2'], upload: 'none:/x' })).msg).toBe(
    'no such file on localhost: none (needed by --upload none:/x)',
  );
  expect((await run({ image: ['a.qcow2'], operations: [{ frobnicate: 1 }] })).msg).toBe(
    "operations: virt-customize has no operation 'frobnicate'",
  );
  expect((await run({ image: ['a.qcow2'], upload: { src: 'a' } })).msg).toBe("upload: missing field 'dest'");
  expect(await run({ image: ['a.qcow2'], touch: '/x' }, { check: true })).toMatchObject({ changed: true });
  expect(s.calls()).toEqual([]);
});

test('an operation that the installed version lacks is told as such', async () => {
  const s = await standIns({
    'virt-customize': `echo "virt-customize: unrecognized option '--chown'" >&2; exit 1`,
  });
  writeFileSync(join(s.dir, 'a.qcow2'), 'disk');
  const r = await runModule(
    'virt_customize',
    { image: ['a.qcow2'], chdir: s.dir, network: true, chown: '0.0:/x' },
    { target: s.target },
  );
  expect(r.msg).toBe(
    'virt-customize failed with rc 1 in --chown 0.0:/x: this version of virt-customize has no --chown',
  );
});

test('every operation of the installed virt-customize has a parameter', async (t) => {
  const target = (await standIns({})).target;
  const listed = await target.exec(['virt-customize', '--long-options']);
  if (listed.rc !== 0) return t.skip();
  const general = new Set([
    'add',
    'attach',
    'attach_format',
    'connect',
    'color',
    'colors',
    'colour',
    'colours',
    'domain',
    'debug_gc',
    'dryrun',
    'dry_run',
    'echo_keys',
    'format',
    'help',
    'key',
    'keys_from_stdin',
    'memsize',
    'network',
    'no_logfile',
    'no_network',
    'no_selinux_relabel',
    'password_crypto',
    'quiet',
    'smp',
    'version',
    'verbose',
    'wrap',
    'machine_readable',
    'long_options',
    'short_options',
    'blocksize',
  ]);
  const names = listed.stdout
    .toString()
    .trim()
    .split('\n')
    .map((o) => o.replace(/^--/, '').replaceAll('-', '_'));
  expect(names.filter((n) => !general.has(n) && !(n in operations))).toEqual([]);
});

const hv = { LIBGUESTFS_HV: '', LIBGUESTFS_BACKEND_SETTINGS: '' };
test('KVM is tried once a host, and emulated where it runs no guest; the first disk stays sda', async () => {
  const s = await standIns(
    { 'qemu-system-x86_64': 'echo "qemu: no vCPU" >&2; exit 134', uname: 'echo x86_64' },
    hv,
  );
  forgetProbes();
  const first = await guestfsEnvironment(s.target, {});
  await guestfsEnvironment(s.target, {});
  forgetProbes();
  const kvm = statSync('/dev/kvm', { throwIfNoEntry: false }) !== undefined;
  expect(s.calls().filter((c) => c[0] === 'qemu-system-x86_64')).toHaveLength(kvm ? 1 : 0);
  if (kvm) expect(first.env.LIBGUESTFS_BACKEND_SETTINGS).toBe('force_tcg');
  const wrapper = first.env.LIBGUESTFS_HV as string;
  expect(statSync(wrapper).mode & 0o777).toBe(0o700);
  await s.target.exec([
    wrapper,
    '-device',
    'scsi-hd,drive=appliance',
    '-x',
    'a b',
    '-device',
    'scsi-hd,drive=hd0',
  ]);
  expect(s.calls().at(-1)?.slice(1)).toEqual([
    '-device',
    'virtio-blk-pci,drive=appliance',
    '-x',
    'a b',
    '-device',
    'scsi-hd,drive=hd0',
  ]);
});

test('what the user set is kept', async () => {
  const s = await standIns({});
  const e = await guestfsEnvironment(s.target, { backend: 'libvirt', backendSettings: ['a', 'b'] });
  expect(e).toEqual({
    env: {
      LC_ALL: expect.any(String) as string,
      LIBGUESTFS_BACKEND: 'libvirt',
      LIBGUESTFS_BACKEND_SETTINGS: 'a:b',
    },
    notes: [],
  });
});
