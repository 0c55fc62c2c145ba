// Whole runs over an sshd of our own on 127.0.0.2, cold: node test/bench/ssh/run.mjs [program]. The seconds expected are
// those of the issue on targets: twice one persistent shell over ssh2, plus 0.15 s for the start.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const program = process.argv[2] ?? join(root, 'bin/ansible-playbook');
const dir = mkdtempSync(join(tmpdir(), 'bench-ssh-'));
const port = 20000 + (process.pid % 20000);
for (const key of ['host', 'id'])
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, key)]);
writeFileSync(
  join(dir, 'sshd.conf'),
  `Port ${port}\nListenAddress 127.0.0.2\nHostKey ${dir}/host\nAuthorizedKeysFile ${dir}/id.pub\nStrictModes no\nPidFile none\nUsePAM no\nPermitRootLogin yes\nLogLevel QUIET\n`,
);
mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
const sshd = spawn('/usr/sbin/sshd', ['-D', '-f', join(dir, 'sshd.conf')], { stdio: 'ignore' });

const tasks = {
  '100 commands': [2 * 0.36 + 0.15, Array.from({ length: 100 }, () => ({ command: 'true' }))],
  '100 file tasks': [
    2 * 0.69 + 0.15,
    Array.from({ length: 100 }, (_, i) =>
      [
        { file: { path: `${dir}/out/d${i}`, state: 'directory', mode: '0750' } },
        { copy: { content: `text ${i}\n`, dest: `${dir}/out/f${i}`, mode: '0640' } },
        { lineinfile: { path: `${dir}/out/lines`, line: `line ${i}`, create: true } },
        { stat: { path: `${dir}/out` } },
      ].at(i % 4),
    ),
  ],
  'a file of 200 MB': [2 * 1.6 + 0.15, [{ copy: { src: `${dir}/big`, dest: `${dir}/out/big` } }]],
  'a tree of 200 files': [2 * 0.3 + 0.15, [{ copy: { src: `${dir}/tree/`, dest: `${dir}/out/tree/` } }]],
};
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
  for (const [name, [expected, list]] of Object.entries(tasks)) {
    rmSync(join(dir, 'out'), { recursive: true, force: true });
    mkdirSync(join(dir, 'out'));
    writeFileSync(
      join(dir, 'play.yml'),
      JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: list }]),
    );
    const begin = performance.now();
    const run = spawnSync(program, ['-i', '127.0.0.2,', '--private-key', `${dir}/id`, `${dir}/play.yml`], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: {
        ...process.env,
        ANSIBLE_REMOTE_PORT: String(port),
        ANSIBLE_REMOTE_USER: 'root',
        ANSIBLE_SSH_ARGS: '-F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null',
      },
    });
    const seconds = (performance.now() - begin) / 1000;
    const verdict = run.status === 0 ? '' : `  FAILED ${run.stdout.slice(-400)}${run.stderr.slice(-400)}`;
    console.log(
      `${name.padEnd(22)} ${seconds.toFixed(2)} s  (expected at most ${expected.toFixed(2)} s)${verdict}`,
    );
  }
} finally {
  sshd.kill();
  rmSync(dir, { recursive: true, force: true });
}
