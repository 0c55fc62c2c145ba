import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootTimeCommandOf, shutdownOf } from '../../src/module/support/reboot-commands.ts';
import { TestSshd } from '../target/sshd.ts';

const program = join(import.meta.dirname, '../../bin/ansible-playbook');
const sshd = new TestSshd();
const dir = mkdtempSync(join(tmpdir(), 'reboot-'));
const boot = join(dir, 'boot');
beforeAll(() => sshd.start(), 30_000);
afterAll(async () => {
  await sshd.end();
  rmSync(dir, { recursive: true, force: true });
});

/** The result of one task over ssh; the "boot" is a file. */
function run(args: object, ...words: string[]): { output: string; code: number | null } {
  writeFileSync(boot, 'one');
  const file = join(dir, 'play.yml');
  const task = { reboot: { boot_time_command: `cat ${boot}`, reboot_timeout: 20, ...args } };
  writeFileSync(file, JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: [task] }]));
  writeFileSync(join(dir, 'hosts'), `h ansible_host=127.0.0.2 ansible_port=${sshd.port}\n`);
  const r = spawnSync(program, ['-v', '-i', join(dir, 'hosts'), '--private-key', sshd.key, file, ...words], {
    encoding: 'utf8',
    env: {
      ...process.env,
      SSH_AUTH_SOCK: '',
      ANSIBLE_REMOTE_USER: 'root',
      ANSIBLE_REMOTE_TMP: join(dir, 'tmp'),
      ANSIBLE_SSH_ARGS: '-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null',
    },
  });
  return { output: r.stdout, code: r.status };
}

describe('reboot', () => {
  it('waits for another boot, also where the session is killed', () => {
    const r = run({ reboot_command: `/bin/sh -c 'echo two > ${boot}; kill -9 $PPID'`, post_reboot_delay: 1 });
    expect(r.output).toMatch(/"changed": true, "elapsed": \d+, "rebooted": true/);
    expect(r.code).toBe(0);
  }, 60_000);
  it('gives up', () => {
    const r = run({ reboot_command: 'true', reboot_timeout: 1 });
    expect(r.output).toContain(
      '"msg": "Timed out waiting for last boot time check (timeout=1)", "rebooted": true',
    );
  }, 60_000);
  it('tells of a command that fails or is not there', () => {
    expect(run({ reboot_command: '/bin/sh -c "echo no; exit 3"' }).output).toContain(
      '"msg": "Reboot command failed. Error was: \'no, \'", "rebooted": false',
    );
    expect(run({ reboot_command: 'nosuch now', search_paths: ['/sbin'] }).output).toContain(
      'Unable to find command \\"nosuch\\" in search paths: [\'/sbin\']',
    );
  }, 60_000);
  it('does nothing in check mode and on this machine', () => {
    expect(run({}, '--check').output).toContain('"changed": true, "elapsed": 0, "rebooted": true');
    expect(run({}, '-c', 'local', '-e', 'ansible_connection=local').output).toContain(
      'Running reboot with local connection would reboot the control node.',
    );
    expect(readFileSync(boot, 'utf8')).toBe('one');
  }, 60_000);
  it('knows the commands of systems', () => {
    const debian = { name: 'debian', version: '12', family: 'debian' };
    expect(shutdownOf(debian, 119, 'a "$b"')).toEqual(['shutdown', '-r 1 "a \\"\\$b\\""']);
    expect(shutdownOf({ ...debian, name: 'alpine' }, 0, 'x')).toEqual(['reboot', '']);
    expect(bootTimeCommandOf({ ...debian, family: 'aix' })).toBe('who -b');
  });
});
