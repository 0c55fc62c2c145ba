import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sizeBytes } from '../../../src/module/support/qemu-img.ts';
import { shellWords } from '../../../src/module/support/shell-words.ts';
import { runModule } from '../harness.ts';
import { standIns } from './stand-ins.ts';

test('virt_resize hands its options on, and wants both images', async () => {
  const s = await standIns({ 'virt-resize': 'while [ $# -gt 1 ]; do shift; done; echo y >"$1"' });
  writeFileSync(join(s.dir, 'a'), 'x');
  const args = {
    src: 'a',
    dest: 'b',
    chdir: s.dir,
    expand: '/dev/sda1',
    copy_boot_loader: true,
    expand_content: true,
    extra_partition: true,
    sparse: true,
    resize: ['/dev/sda2=+1G'],
  };
  expect((await runModule('virt_resize', args, { target: s.target })).msg).toBe(
    'no such image on localhost: b (virt-resize copies into an image that exists)',
  );
  writeFileSync(join(s.dir, 'b'), '');
  expect(await runModule('virt_resize', args, { target: s.target })).toMatchObject({ changed: true, rc: 0 });
  expect(s.calls()).toEqual([
    ['virt-resize', '--expand', '/dev/sda1', '--resize', '/dev/sda2=+1G', 'a', 'b'],
  ]);
});

test('virt_sparsify leaves no part of an image after a failure', async () => {
  const s = await standIns({
    'virt-sparsify': `echo part >"\${@: -1}"; echo 'virt-sparsify: error: no room' >&2; exit 1`,
  });
  writeFileSync(join(s.dir, 'a'), 'x');
  const r = await runModule(
    'virt_sparsify',
    { src: 'a', dest: 'b', chdir: s.dir, tmp: s.dir, check_tmpdir: 'fail', compress: true },
    { target: s.target },
  );
  expect(r).toMatchObject({ failed: true, msg: 'virt-sparsify failed with rc 1: no room' });
  expect(existsSync(join(s.dir, 'b'))).toBe(false);
  expect(s.calls()[0]).toEqual([
    'virt-sparsify',
    '--tmp',
    s.dir,
    '--check-tmpdir',
    'fail',
    '--compress',
    'a',
    'b',
  ]);
});

test('a tool that is not installed is told with its package', async () => {
  const s = await standIns({}, { PATH: '/nonexistent' });
  const r = await runModule('qemu_img', { command: 'info', image: '/x' }, { target: s.target });
  expect(r.msg).toBe(
    'qemu-img is not installed on localhost: it comes with qemu-utils (Debian) or qemu-img (CentOS, RHEL)',
  );
});

test('qemu_img is idempotent', async (t) => {
  const s = await standIns({});
  if ((await s.target.which('qemu-img')) === undefined) return t.skip();
  const run = (args: object, o: object = {}) =>
    runModule('qemu_img', { chdir: s.dir, snapshot_action: 'list', ...args }, { target: s.target, ...o });
  const create = { command: 'create', image: 'a.qcow2', format: 'qcow2', size: '8M' };
  expect(await run(create, { check: true })).toMatchObject({ changed: true });
  expect(existsSync(join(s.dir, 'a.qcow2'))).toBe(false);
  expect(await run(create)).toMatchObject({
    changed: true,
    info: { format: 'qcow2', 'virtual-size': 8388608 },
  });
  expect(await run(create)).toMatchObject({ changed: false });
  expect(await run({ ...create, size: '9M' })).toMatchObject({
    failed: true,
    msg: 'a.qcow2 exists, but is not as asked (size 8388608); force makes it anew',
  });
  expect(await run({ command: 'resize', image: 'a.qcow2', size: '16M' })).toMatchObject({ changed: true });
  expect(await run({ command: 'resize', image: 'a.qcow2', size: '16M' })).toMatchObject({ changed: false });
  expect((await run({ command: 'resize', image: 'a.qcow2', size: '8M' })).msg).toContain(
    'shrink must be set',
  );
  expect(
    await run({ command: 'snapshot', image: 'a.qcow2', snapshot: 's', snapshot_action: 'create' }),
  ).toMatchObject({ changed: true, snapshots: [{ name: 's' }] });
  expect(
    await run({ command: 'snapshot', image: 'a.qcow2', snapshot: 's', snapshot_action: 'create' }),
  ).toMatchObject({ changed: false });
  expect(
    await run({ command: 'snapshot', image: 'a.qcow2', snapshot: 's', snapshot_action: 'delete' }),
  ).toMatchObject({ changed: true, snapshots: [] });
  const convert = { command: 'convert', src: ['a.qcow2'], image: 'a.raw', format: 'raw' };
  expect(await run(convert)).toMatchObject({ changed: true, info: { format: 'raw' } });
  expect(await run(convert)).toMatchObject({ changed: false });
  expect(await run({ command: 'compare', src: ['a.qcow2'], image: 'a.raw' })).toMatchObject({
    identical: true,
    changed: false,
  });
  expect(await run({ command: 'check', image: 'a.qcow2' })).toMatchObject({
    changed: false,
    check: { 'check-errors': 0 },
  });
  expect(
    await run({
      command: 'create',
      image: 'top.qcow2',
      format: 'qcow2',
      backing_file: 'a.qcow2',
      backing_format: 'qcow2',
    }),
  ).toMatchObject({ changed: true });
  expect(
    await run({ command: 'rebase', image: 'top.qcow2', backing_file: 'a.qcow2', backing_format: 'qcow2' }),
  ).toMatchObject({ changed: false });
  expect(await run({ command: 'rebase', image: 'top.qcow2', backing_file: '' })).toMatchObject({
    changed: true,
  });
  expect(await run({ command: 'info', image: 'none' })).toMatchObject({
    failed: true,
    msg: 'no such image on localhost: none',
  });
});

test('sizes and words', () => {
  expect(['1G', '512', '1.5k', '100', 'x', '1Q'].map(sizeBytes)).toEqual([
    2 ** 30,
    512,
    1536,
    512,
    undefined,
    undefined,
  ]);
  expect(shellWords(` a 'b c' "d\\"e" f\\ g '' `)).toEqual(['a', 'b c', 'd"e', 'f g', '']);
  expect(() => shellWords("a 'b")).toThrow('No closing quotation');
});

const manifest = (text: object): string => JSON.stringify(text);
test('tripleo_build_images merges manifests and runs disk-image-create as tripleo-common does', async () => {
  const s = await standIns({
    'disk-image-create': 'echo "path=$ELEMENTS_PATH fs=$FS"; touch "$4.qcow2"',
    uname: 'echo x86_64',
  });
  writeFileSync(
    join(s.dir, '1'),
    manifest({
      disk_images: [
        {
          imagename: 'full',
          distro: 'centos7',
          elements: ['a b'],
          packages: ['p'],
          options: ['--min-tmpfs=5 -x'],
          environment: { FS: 'xfs', A: '1' },
        },
        {
          imagename: 'agent',
          distro: 'centos7',
          elements: ['c'],
          type: 'raw',
          arch: 'i386',
          skip_base: 'yes',
          docker_target: 'd',
        },
      ],
    }),
  );
  writeFileSync(
    join(s.dir, '2'),
    manifest({
      disk_images: [
        { imagename: 'full', distro: 'other', elements: ['z'], packages: ['q'], environment: { FS: 'ext4' } },
      ],
    }),
  );
  const args = {
    config_files: [join(s.dir, '1'), join(s.dir, '2')],
    output_directory: `${s.dir}/`,
    naming: 'name',
  };
  const r = await runModule('tripleo_build_images', args, { target: s.target });
  expect(r).toMatchObject({
    changed: true,
    images: [
      { name: 'full', built: true },
      { name: 'agent', built: true },
    ],
  });
  expect(s.calls().filter((c) => c[0] === 'disk-image-create')).toEqual([
    [
      'disk-image-create',
      '-a',
      'amd64',
      '-o',
      `${s.dir}/full`,
      '-t',
      'qcow2',
      '-p',
      'p,q',
      '--min-tmpfs=5',
      '-x',
      'centos7',
      'a b',
      'z',
    ],
    [
      'disk-image-create',
      '-a',
      'i386',
      '-o',
      `${s.dir}/agent`,
      '-t',
      'raw',
      '-n',
      '--docker-target',
      'd',
      'centos7',
      'c',
    ],
  ]);
  expect(readFileSync(join(s.dir, 'full.log'), 'utf8')).toMatch(
    /^path=\/usr\/share\/tripleo-puppet-elements:.* fs=ext4\n$/,
  );
  expect(readFileSync(join(s.dir, 'agent.log'), 'utf8')).toContain('fs=ext4');
  const again = await runModule(
    'tripleo_build_images',
    { ...args, skip: true, image_name: ['full'] },
    { target: s.target },
  );
  expect(again).toMatchObject({ changed: false, images: [{ name: 'full', built: false }] });
});

test('tripleo_build_images gives the reason of a failure', async () => {
  const s = await standIns({
    'disk-image-create': 'echo "2026-01-01 00:00:00.000 | Error: no element x" ; exit 3',
    uname: 'echo x86_64',
  });
  const f = join(s.dir, 'm');
  const run = () =>
    runModule(
      'tripleo_build_images',
      { config_files: [f], output_directory: s.dir, naming: 'name' },
      { target: s.target },
    );
  expect((await run()).msg).toBe(`No config file exists at: ${f}`);
  const cases: Array<[object, string]> = [
    [{ disk_images: [{ distro: 'x' }] }, 'imagename is required'],
    [{ disk_images: [{ imagename: 'x' }] }, 'distro is required'],
    [{ disk_images: [{ imagename: 'x', distro: 'd', builder: 'y' }] }, 'Unknown image builder type'],
    [
      { disk_images: [{ imagename: 'x', distro: 'd', environment: { A: 1 } }] },
      'image x: environment: A: str expected, not int (quote it in the manifest)',
    ],
    [{ other: 1 }, `${f}: no images are listed under 'disk_images'`],
    [
      { disk_images: [{ imagename: 'x', distro: 'd' }] },
      'building the image x failed: disk-image-create ended with rc 3: Error: no element x',
    ],
  ];
  for (const [m, msg] of cases) {
    writeFileSync(f, manifest(m));
    expect(await run()).toMatchObject({ failed: true, msg });
  }
});
