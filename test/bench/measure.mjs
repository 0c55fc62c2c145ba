import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Runs a command to its end under GNU time.
 * @returns {{wall: number, cpu: number, mb: number}} seconds, seconds of user and system time with all children, and
 * the largest resident set of any one process
 */
export function measure(argv, { cwd, env, scratch }) {
  const times = `${scratch}/times`;
  const r = spawnSync('/usr/bin/time', ['-o', times, '-f', '%e %U %S %M', ...argv], {
    cwd,
    env: { ...process.env, ANSIBLE_NOCOLOR: '1', ANSIBLE_LOCALHOST_WARNING: 'False', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
  if (r.error) throw r.error;
  if (r.status !== 0)
    throw new Error(
      `${argv.join(' ')} ended with ${r.status}\n${r.stdout.toString().slice(-2000)}${r.stderr.toString().slice(-2000)}`,
    );
  const [wall, user, system, kb] = readFileSync(times, 'utf8')
    .trim()
    .split('\n')
    .pop()
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, mb: kb / 1024, stdout: r.stdout.toString() };
}

/** The best of several runs: what the machine's other work costs least. */
export function best(runs, once) {
  const all = Array.from({ length: runs }, once);
  return {
    ...all[0],
    wall: Math.min(...all.map((r) => r.wall)),
    cpu: Math.min(...all.map((r) => r.cpu)),
    mb: Math.max(...all.map((r) => r.mb)),
  };
}
