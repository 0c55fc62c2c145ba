import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
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
  async () => {
    program();
    const workspace = mkdtempSync(join(tmpdir(), 'image-real-'));
    // not the synchronous form: minutes without an answer make vitest give its worker up
    const r = await execa(join(root, 'scripts/demo.sh'), [], {
      cwd: root,
      env: { WORKSPACE: workspace, NO_INSTALL: '1', NO_BUILD: '1', ANSIBLE_NOCOLOR: '1' },
      reject: false,
      stdin: 'ignore',
    });
    const said = r.stdout.slice(-4000) + r.stderr.slice(-2000);
    expect(r.exitCode, said).toBe(0);
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
