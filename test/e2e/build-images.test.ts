import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, canSandbox, type Ended, program, root, workspace } from './stand-ins.ts';

const sandbox = canSandbox();
const launch = (image: string, words: string): string =>
  `virt-customize -m 1024 --smp 2 -a ${image} ${words}`;

describe.runIf(sandbox)('the main job, with stand-ins for the tools', () => {
  const w = workspace();
  let ended: Ended;
  beforeAll(async () => {
    ended = await build(w);
  }, 120_000);
  afterAll(() => execFileSync('rm', ['-rf', w.dir]));

  test('it ends well', () => {
    expect(ended.stdout).toMatch(
      /localhost +: ok=\d+ +changed=\d+ +unreachable=0 +failed=0 +skipped=\d+ +rescued=0 +ignored=\d/,
    );
    expect(ended.code).toBe(0);
  });

  test('the external commands come in the order of the role', () => {
    const calls = w.calls().filter((c) => !c.startsWith('modprobe') && !c.startsWith('qemu-img info'));
    const [last, others] = [calls.slice(-4), calls.slice(0, -4)];
    const b = 'W/oooq-images';
    expect(others).toEqual([
      launch('minimal-base.qcow2', '--run repo_setup.sh'),
      launch('overcloud-base.qcow2', '--run package-install.sh'),
      expect.stringMatching(/^yum install -y automake /),
      'qemu-img create -f qcow2 -o preallocation=off undercloud-resized.qcow2 1G',
      'virt-resize --expand /dev/sda1 undercloud-base.qcow2 undercloud-resized.qcow2',
      launch('undercloud-base.qcow2', '--run undercloud-convert.sh --run swapfile-create.sh'),
      launch('overcloud-base.qcow2', '--run dib-workaround.sh'),
      'disk-image-create --version',
      expect.stringMatching(
        new RegExp(
          `^disk-image-create -a amd64 -o ${b}/overcloud-full -t qcow2 -p python-psutil,\\S+ --min-tmpfs=5 centos7 hosts baremetal .* selinux-permissive$`,
        ),
      ),
      expect.stringMatching(
        new RegExp(
          `^disk-image-create -a amd64 -o ${b}/ironic-python-agent -t qcow2 -p python-hardware-detect --min-tmpfs=5 centos7 ironic-agent `,
        ),
      ),
      launch(
        `${b}/undercloud-base.qcow2`,
        [
          'ironic-python-agent.initramfs',
          'ironic-python-agent.kernel',
          'overcloud-full.initrd',
          'overcloud-full.qcow2',
          'overcloud-full.vmlinuz',
        ]
          .map((f) => `--upload ${b}/${f}:/home/stack`)
          .join(' '),
      ),
      `virt-sparsify --tmp ${b} --check-tmpdir continue --compress undercloud-base.qcow2 undercloud.qcow2`,
    ]);
    expect(last.sort()).toEqual([
      'virt-cat -a overcloud-base.qcow2 /tmp/builder.log',
      'virt-cat -a undercloud.qcow2 /tmp/builder.log',
      'virt-ls -a overcloud-full.qcow2 -lR --csv /',
      'virt-ls -a undercloud.qcow2 -lR --csv /',
    ]);
  });

  test('the artefacts are there, and published', () => {
    const artefacts = [
      'artib-logs.tar.gz',
      'ironic-python-agent.tar',
      'overcloud-full.tar',
      'undercloud.qcow2',
    ].flatMap((f) => [f, `${f}.md5`]);
    expect(readdirSync(w.path('published')).sort()).toEqual(artefacts);
    for (const f of artefacts.filter((a) => a.endsWith('.md5'))) {
      expect(execFileSync('md5sum', ['-c', f], { cwd: w.path('published') }).toString()).toContain(': OK');
    }
    const tar = (f: string): string[] =>
      execFileSync('tar', ['-tf', w.path('published', f)])
        .toString()
        .trim()
        .split('\n')
        .sort();
    expect(tar('ironic-python-agent.tar')).toEqual([
      'ironic-python-agent.initramfs',
      'ironic-python-agent.kernel',
      'ironic-python-agent.log',
    ]);
    expect(tar('artib-logs.tar.gz')).toEqual([
      'builder-overcloud.log',
      'builder-undercloud.log',
      'buildhost.dib-prepare-script.sh.log',
      'content-overcloud.csv',
      'content-undercloud.csv',
      'dib-manifest.yml',
      'dib-prepare-script.sh',
      'dib-workaround.sh',
      'dib-workaround.sh.log',
      'ironic-python-agent.log',
      'overcloud-full.log',
      'package-install.sh',
      'package-install.sh.log',
      'repo_setup.sh',
      'repo_setup.sh.log',
      'swapfile-create.sh',
      'swapfile_create_undercloud-base.qcow2.log',
      'undercloud-convert.sh',
      'undercloud-convert.sh.log',
    ]);
  });

  test('inventory and ssh configuration of the job are written', () => {
    expect(readFileSync(w.path('quickstart/hosts'), 'utf8')).toContain(
      'localhost ansible_connection=local\n\n# groups\n[virthost]\nlocalhost\n',
    );
    expect(readFileSync(w.path('quickstart/ssh.config.ansible'), 'utf8')).toMatch(
      /Host virthost\n {4}Hostname \S+\n {4}User stack\n/,
    );
  });
});

describe.runIf(sandbox)('the failure path', () => {
  const w = workspace();
  let ended: Ended;
  beforeAll(async () => {
    writeFileSync(
      w.path('config/scripts/demo-package-install.sh.j2'),
      '#!/bin/bash\necho "no such package"\nexit 1\n',
    );
    ended = await build(w);
  }, 120_000);
  afterAll(() => execFileSync('rm', ['-rf', w.dir]));

  test('the failing task is printed, rescue and always run, and the play fails', () => {
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(
      /TASK \[tripleo-image-build : Install packages in the base image of the overcloud\] \*+\nfatal: \[localhost\]: FAILED! => \{.*"failed_operation": "--run package-install.sh"/,
    );
    expect(ended.stdout).toContain(
      'virt-customize failed with rc 1 in --run package-install.sh: package-install.sh: command exited with an error',
    );
    const after = [
      'Remember that the build failed',
      'Gather logs and lists of contents',
      'Fail where the build failed',
    ].map((t) => ended.stdout.indexOf(`TASK [tripleo-image-build : ${t}]`));
    expect(after.every((at, i) => at > 0 && at > (after[i - 1] ?? 0))).toBe(true);
    expect(ended.stdout).toMatch(/failed=1 +skipped=\d+ +rescued=1 /);
  });

  test('nothing was built after it, and the logs are archived', () => {
    expect(w.calls().filter((c) => /^(virt-resize|disk-image-create|virt-sparsify)/.test(c))).toEqual([]);
    expect(existsSync(w.path('published'))).toBe(false);
    const log = execFileSync('tar', [
      '-xzOf',
      w.path('oooq-images/artib-logs.tar.gz'),
      'package-install.sh.log',
    ]).toString();
    expect(log).toContain('no such package');
    expect(existsSync(w.path('oooq-images/artib-logs.tar.gz.md5'))).toBe(true);
  });
});

describe.runIf(sandbox)('publishing by scp', () => {
  const w = workspace();
  afterAll(() => execFileSync('rm', ['-rf', w.dir]));

  test('the artefacts go to the host, by the key that was given', async () => {
    writeFileSync(w.path('key'), 'private');
    const to = {
      artib_publish_dest_host: 'images.example.com',
      artib_publish_dest_user: 'rdo',
      artib_publish_dest_basepath: '/srv/images',
      artib_publish_create_dest_via_ssh: true,
      artib_publish_dest_key: w.path('key'),
      artib_publish_package: 'coreutils',
    };
    const ended = await build(w, ['-e', JSON.stringify(to)]);
    expect(ended.code, ended.stdout.slice(-3000) + ended.stderr).toBe(0);
    const b = 'W/oooq-images';
    const start = `-o StrictHostKeyChecking=no -i ${b}/publish-identity`;
    expect(w.calls().filter((c) => /^(ssh|scp) /.test(c))).toEqual([
      `ssh ${start} rdo@images.example.com mkdir -p /srv/images`,
      ...['undercloud.qcow2', 'ironic-python-agent.tar', 'overcloud-full.tar', 'artib-logs.tar.gz']
        .flatMap((f) => [f, `${f}.md5`])
        .map((f) => `scp ${start} ${b}/${f} rdo@images.example.com:/srv/images`),
    ]);
    expect(statSync(w.path('oooq-images/publish-identity')).mode & 0o777).toBe(0o600);
  }, 120_000);
});

describe.runIf(sandbox)('what is missing', () => {
  const w = workspace();
  afterAll(() => execFileSync('rm', ['-rf', w.dir]));

  test('a base image that is not there fails the build after the download', async () => {
    const ended = await build(w, ['-e', `artib_minimal_base_image_url=file://${w.dir}/none.qcow2`]);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toMatch(
      /TASK \[tripleo-image-build : Get the minimal base image\] \*+\nfatal: \[localhost\]: FAILED!.*"rc": 37/,
    );
  }, 120_000);

  test('a script that is not there is named', async () => {
    const ended = await build(w, ['-e', `artib_repo_script=${w.dir}/none.j2`]);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain(`none.j2`);
    expect(ended.stdout).toContain('TASK [tripleo-image-build : Remember that the build failed]');
  }, 120_000);
});

test('the sample configuration of the document is unchanged', () => {
  const sample = readFileSync(`${root}/playbooks/nfv-job-configs/build/rhel7_nokia.yml`, 'utf8');
  expect(sample.split('\n')[0]).toBe('artib_base_os: rhel7');
  expect(sample).toContain(
    'artib_undercloud_convert_script:  "{{ jenkins_workspace }}/config/scripts/undercloud_convert_rhel_osp.j2"',
  );
});

describe.each(['--list-tasks', '--list-tags', '--syntax-check'])('%s', (option) => {
  test.each(['build-images', 'artib-build'])('%s prints what Ansible prints', async (name) => {
    const argv = [`playbooks/${name}.yml`, option, '-i', 'inventory/local'];
    const ours = execFileSync(program(), argv, {
      cwd: root,
      env: { ...process.env, ANSIBLE_NOCOLOR: '1' },
    }).toString();
    const recorded = readFileSync(`${import.meta.dirname}/data/${name}${option}.txt`, 'utf8');
    expect(ours).toBe(recorded);
  });
});
