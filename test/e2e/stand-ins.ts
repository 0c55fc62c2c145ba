import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Root in a mount namespace of its own: the playbooks write to /etc. */
export function canSandbox(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** The bundled program; built where it is not there yet. */
export function program(): string {
  // another build of the program may be tried
  if (process.env.ANSIBLE_TS_PROGRAM !== undefined) return process.env.ANSIBLE_TS_PROGRAM;
  if (!existsSync(join(root, 'dist/ansible-ts.cjs')))
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: root });
  return join(root, 'bin/ansible-playbook');
}

export interface Workspace {
  readonly dir: string;
  calls(): string[];
  path(...parts: string[]): string;
}

/**
 * A workspace as a Jenkins job has it, with stand-ins for the tools of the image build that record the order in which
 * they are called. They run before the real ones, also under sudo.
 */
export function workspace(): Workspace {
  const dir = mkdtempSync(join(tmpdir(), 'image-e2e-'));
  const log = join(dir, 'calls');
  const path = (...parts: string[]): string => join(dir, ...parts);
  for (const d of ['base', 'elements', 'quickstart', 'stand-ins']) mkdirSync(path(d));
  execFileSync('cp', ['-r', join(root, 'playbooks/nfv-job-configs'), path('config')]);
  writeFileSync(path('base/minimal-base.qcow2'), 'base');
  const images =
    'for f in overcloud-full.initrd overcloud-full.qcow2 overcloud-full.vmlinuz ironic-python-agent.initramfs ironic-python-agent.kernel; do';
  const tools: Record<string, string> = {
    // a script named package-install.sh is really run: it may fail
    'virt-customize': `for w in "$@"; do case $w in *package-install.sh) echo "[   0.5] Running: $w"; bash "$w" || { echo "virt-customize: error: $w: command exited with an error" >&2; exit 1; } ;; esac; done; echo '[   1.0] Finishing off'`,
    'virt-resize': 'while [ $# -gt 1 ]; do shift; done; echo resized >"$1"',
    'virt-sparsify': 'while [ $# -gt 1 ]; do shift; done; echo sparse >"$1"',
    'virt-cat': 'echo "builder log"',
    'virt-ls': 'echo "d,0755,4096,/"',
    'qemu-img':
      'case $1 in create) for w in "$@"; do case $w in *.qcow2) echo empty >"$w" ;; esac; done ;; info) echo \'{"format": "qcow2", "virtual-size": 1073741824}\' ;; esac',
    'disk-image-create': `d=$(dirname "$4"); ${images} case $f in $(basename "$4").*) echo image >"$d/$f" ;; esac; done; echo built`,
    modprobe: 'true',
    yum: 'true',
    ssh: 'true',
    scp: 'true',
    'qemu-system-x86_64': 'exit 1',
  };
  for (const [name, script] of Object.entries(tools)) {
    const record = name.startsWith('qemu-system') ? '' : `echo "${name} $*" | sed 's#${dir}#W#g' >>${log}\n`;
    writeFileSync(path('stand-ins', name), `#!/bin/bash\n${record}${script}\n`);
    chmodSync(path('stand-ins', name), 0o755);
  }
  return { dir, path, calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []) };
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the sandbox of the demo, the stand-ins in /usr/local/sbin and first in PATH. */
export function run(
  w: Workspace,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(join(root, 'scripts/demo/sandbox.sh'), [...argv], {
      cwd: root,
      env: {
        HOME: w.path('quickstart'),
        USER: 'root',
        LANG: 'C.UTF-8',
        PATH: `/usr/local/sbin:${process.env.PATH ?? ''}`,
        STAND_INS: w.path('stand-ins'),
        ANSIBLE_NOCOLOR: '1',
        ...env,
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (d: Buffer) => {
      stdout += d.toString();
    });
    child.stderr.on('data', (d: Buffer) => {
      stderr += d.toString();
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code: code ?? -1, stdout, stderr }));
  });
}

/** The main job with the small configuration, in a workspace. */
export function build(w: Workspace, more: readonly string[] = []): Promise<Ended> {
  return run(w, [
    program(),
    'playbooks/build-images.yml',
    '-i',
    'inventory/local',
    '-e',
    `@${w.path('config/build/demo.yml')}`,
    '-e',
    `jenkins_workspace=${w.dir}`,
    '-e',
    '{"libvirt_packages": ["coreutils"]}',
    ...more,
  ]);
}
