import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canSandbox, program, root } from './stand-ins.ts';

const have = (tool: string): boolean => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
const tools = [
  'virt-customize',
  'virt-resize',
  'virt-sparsify',
  'qemu-img',
  'disk-image-create',
  'busybox',
  'mke2fs',
  'sfdisk',
];
const possible = canSandbox() && tools.every(have);

// The whole demo: minutes, most of them launches of the appliance. Where a tool is missing it is skipped.
test.runIf(possible)(
  'the demo builds the images with the real tools',
  () => {
    program();
    const workspace = mkdtempSync(join(tmpdir(), 'image-real-'));
    const r = spawnSync(join(root, 'scripts/demo.sh'), [], {
      cwd: root,
      env: { ...process.env, WORKSPACE: workspace, NO_INSTALL: '1', NO_BUILD: '1', ANSIBLE_NOCOLOR: '1' },
      encoding: 'utf8',
      maxBuffer: 64 * 2 ** 20,
    });
    const said = r.stdout.slice(-4000) + r.stderr.slice(-2000);
    expect(r.status, said).toBe(0);
    expect(r.stdout).toContain('undercloud.qcow2 holds the five images of the overcloud.');
    expect(r.stdout).toContain('/etc is as it was.');
    for (const f of [
      'undercloud.qcow2',
      'overcloud-full.tar',
      'ironic-python-agent.tar',
      'artib-logs.tar.gz',
    ]) {
      expect(r.stdout).toContain(`${f}: OK`);
    }
    execFileSync('rm', ['-rf', workspace]);
  },
  900_000,
);
