// Whole runs over an sshd of our own on 127.0.0.2, cold, each beside the baseline of persistent.mjs in the same run: at
// most twice its time plus 0.15 s for the start.
//   node test/bench/ssh/run.mjs [--program P] [--runs N] [case ...]
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { best, measure } from '../measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: opt, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    program: { type: 'string', default: join(here, '../../../bin/ansible-playbook') },
    runs: { type: 'string', default: '1' },
  },
});
const dir = mkdtempSync(join(tmpdir(), 'bench-ssh-'));
const port = 20000 + (process.pid % 20000);
for (const key of ['host', 'id'])
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, key)]);
writeFileSync(
  join(dir, 'sshd.conf'),
  `Port ${port}\nListenAddress 127.0.0.2\nHostKey ${dir}/host\nAuthorizedKeysFile ${dir}/id.pub\nStrictModes no\nPidFile none\nUsePAM no\nPermitRootLogin yes\nLogLevel QUIET\nMaxStartups 1000\n`,
);
mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });

const commands = (n) => Array.from({ length: n }, () => ({ command: 'true' }));
const fileTasks = Array.from({ length: 100 }, (_, i) =>
  [
    { file: { path: `${dir}/out/d${i}`, state: 'directory', mode: '0750' } },
    { copy: { content: `text ${i}\n`, dest: `${dir}/out/f${i}`, mode: '0640' } },
    { lineinfile: { path: `${dir}/out/lines`, line: `line ${i}`, create: true } },
    { stat: { path: `${dir}/out` } },
  ].at(i % 4),
);
/** Tasks, hosts, and the baseline with its number of tasks; or the seconds and megabytes that are the bound. */
const cases = {
  '100 commands': { tasks: commands(100), base: ['commands', 100] },
  '100 file tasks': { tasks: fileTasks, base: ['file-tasks', 100] },
  '50 hosts by 10 tasks': { tasks: commands(10), hosts: 50, base: ['commands', 10], mb: 120 },
  '200 hosts by 3 tasks': { tasks: commands(3), hosts: 200, base: ['commands', 3], mb: 120 },
  'a file of 200 MB': {
    tasks: [{ copy: { src: `${dir}/big`, dest: `${dir}/out/big` } }],
    base: ['large-file', 1],
  },
  'a tree of 200 files': {
    tasks: [{ copy: { src: `${dir}/tree/`, dest: `${dir}/out/tree/` } }],
    base: ['tree', 1],
  },
  facts: { tasks: [{ setup: {} }], bound: 2 * 0.8 + 0.15 },
  '5,000 hosts set_fact': { tasks: [{ set_fact: { x: 1 } }], hosts: 5000, bound: 5, mb: 300, away: true },
};

const row = (name, ours, bound, base, mb) =>
  console.log(
    `${name.padEnd(22)} ${ours.wall.toFixed(2).padStart(6)} s  at most ${bound.toFixed(2).padStart(6)} s  baseline ${base === undefined ? '     -' : base.toFixed(2).padStart(6)} s  cpu ${ours.cpu.toFixed(2).padStart(6)} s  ${ours.mb.toFixed(0).padStart(4)} MB${mb === undefined ? '' : ` (at most ${mb})`}${ours.wall > bound || ours.mb > (mb ?? Infinity) ? '  MISSED' : ''}`,
  );

// root's shell is /bin/sh there: what bash reads of this machine (.bashrc) is no part of the measurement
writeFileSync(
  join(dir, 'passwd'),
  readFileSync('/etc/passwd', 'utf8').replace(/^(root:.*:)[^:]*$/m, '$1/bin/sh'),
);
const sshd = spawn(
  'unshare',
  [
    ...['-m', '--propagation', 'private', 'sh', '-c'],
    `mount --bind ${dir}/passwd /etc/passwd; exec /usr/sbin/sshd -D -f ${dir}/sshd.conf`,
  ],
  { stdio: 'ignore' },
);
try {
  writeFileSync(join(dir, 'big'), Buffer.alloc(200 << 20, 'x'));
  mkdirSync(join(dir, 'tree'));
  for (let i = 0; i < 200; i++) writeFileSync(join(dir, 'tree', `f${i}`), `content ${i}\n`);
  for (let up = false; !up; )
    up = await new Promise((done) => {
      const s = connect(port, '127.0.0.2', () => {
        s.destroy();
        done(true);
      });
      s.on('error', () => setTimeout(() => done(false), 50));
    });
  const fresh = () => {
    rmSync(join(dir, 'out'), { recursive: true, force: true });
    mkdirSync(join(dir, 'out'));
  };
  for (const [name, c] of Object.entries(cases)) {
    if (positionals.length > 0 && !positionals.some((p) => name.includes(p))) continue;
    writeFileSync(
      join(dir, 'play.yml'),
      JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: c.tasks }]),
    );
    const where = c.away ? '' : ' ansible_host=127.0.0.2';
    writeFileSync(
      join(dir, 'hosts'),
      Array.from({ length: c.hosts ?? 1 }, (_, i) => `h${i + 1}${where}\n`).join(''),
    );
    let base;
    if (c.base !== undefined)
      base = best(Number(opt.runs), () => {
        fresh();
        const [key, n] = [c.base[0], c.base[1]];
        return measure(
          [
            process.execPath,
            join(here, 'persistent.mjs'),
            key,
            port,
            join(dir, 'id'),
            dir,
            c.hosts ?? 1,
            n,
          ].map(String),
          { scratch: dir },
        );
      }).wall;
    const ours = best(Number(opt.runs), () => {
      fresh();
      return measure(
        [opt.program, '-f', '50', '-i', `${dir}/hosts`, '--private-key', `${dir}/id`, `${dir}/play.yml`],
        {
          scratch: dir,
          env: {
            ANSIBLE_REMOTE_PORT: String(port),
            ANSIBLE_REMOTE_USER: 'root',
            ANSIBLE_SSH_ARGS: '-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null',
          },
        },
      );
    });
    row(name, ours, c.bound ?? 2 * base + 0.15, base, c.mb);
  }
} finally {
  sshd.kill();
  rmSync(dir, { recursive: true, force: true });
}
