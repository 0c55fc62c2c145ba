import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionInfo } from '../../src/target/types.ts';

const address = '127.0.0.2';

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, address, () => {
      const at = server.address();
      server.close(() => resolve(typeof at === 'object' && at ? at.port : 0));
    });
  });

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const s = connect(port, address, () => {
      s.destroy();
      resolve(true);
    });
    s.on('error', () => resolve(false));
  });

/** An sshd of our own with its own keys, ended by its process. */
export class TestSshd {
  readonly dir = mkdtempSync(join(tmpdir(), 'target-sshd-'));
  readonly address = address;
  port = 0;
  #child: ChildProcess | undefined;
  get key(): string {
    return join(this.dir, 'id');
  }
  get encryptedKey(): string {
    return join(this.dir, 'locked');
  }
  get hostKey(): string {
    return readFileSync(join(this.dir, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  }

  async start(extra = ''): Promise<void> {
    const keygen = (file: string, pass: string): void =>
      void execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', pass, '-f', join(this.dir, file)]);
    keygen('host', '');
    keygen('id', '');
    keygen('locked', 'open sesame');
    writeFileSync(
      join(this.dir, 'authorized'),
      readFileSync(`${this.key}.pub`, 'utf8') + readFileSync(`${this.encryptedKey}.pub`, 'utf8'),
    );
    chmodSync(this.dir, 0o755);
    try {
      mkdirSync('/run/sshd', { mode: 0o755 });
    } catch {
      // there already
    }
    this.port = await freePort();
    writeFileSync(
      join(this.dir, 'config'),
      `Port ${this.port}\nListenAddress ${address}\nHostKey ${join(this.dir, 'host')}\nAuthorizedKeysFile ${join(this.dir, 'authorized')}\nStrictModes no\nPidFile none\nPasswordAuthentication yes\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nUsePAM no\nAcceptEnv ANSIBLE_TS_*\n${extra}\n`,
    );
    await this.run();
  }

  async run(): Promise<void> {
    const [program, ...args] = this.#command();
    this.#child = spawn(program ?? '', args, { stdio: ['ignore', 'ignore', 'ignore'] });
    for (let i = 0; i < 100; i++) {
      if (await answers(this.port)) return;
      await new Promise((f) => setTimeout(f, 50));
    }
    throw new Error('sshd did not start');
  }

  /** Where that is allowed root's shell is /bin/sh there: what bash reads of this machine (.bashrc) may be slow. */
  #command(): string[] {
    const sshd = ['/usr/sbin/sshd', '-D', '-e', '-f', join(this.dir, 'config')];
    const apart = ['unshare', '-m', '--propagation', 'private'];
    if (spawnSync(apart[0] ?? '', [...apart.slice(1), 'true']).status !== 0) return sshd;
    const passwd = join(this.dir, 'passwd');
    writeFileSync(passwd, readFileSync('/etc/passwd', 'utf8').replace(/^(root:.*:)[^:]*$/m, '$1/bin/sh'));
    return [...apart, 'sh', '-c', `mount --bind ${passwd} /etc/passwd && exec ${sshd.join(' ')}`];
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child && child.exitCode === null) {
      const gone = new Promise((f) => child.once('exit', f));
      child.kill('SIGTERM');
      await gone;
    }
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  info(more: Partial<ConnectionInfo> = {}): ConnectionInfo {
    return {
      connection: 'ssh',
      host: 'box',
      address,
      port: this.port,
      user: 'root',
      password: undefined,
      privateKeyFile: this.key,
      timeout: 10,
      become: undefined,
      executable: '/bin/sh',
      remoteTmp: '~/.ansible/tmp',
      ...more,
      options: {
        ansible_host_key_checking: 'False',
        ansible_ssh_common_args: `-F none -o UserKnownHostsFile=${join(this.dir, 'known')}`,
        ...more.options,
      },
    };
  }
}
