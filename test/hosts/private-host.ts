import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const address = '127.0.0.2';

/** An account that exists on the private host only. */
export interface Account {
  readonly name: string;
  /** For sudo and su; login is by key. */
  readonly password?: string;
  /** What sudoers grants: root without or with a password. */
  readonly sudo?: 'free' | 'password';
}

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** Why no private host can be had here, or undefined. */
export function noPrivateHost(accounts = true): string | undefined {
  if (!existsSync('/usr/sbin/sshd')) return 'there is no /usr/sbin/sshd (openssh-server)';
  if (!accounts) return undefined;
  if (process.getuid?.() !== 0) return 'only root can make accounts in a mount namespace of its own';
  for (const p of ['sudo', 'unshare', 'openssl']) if (!has(p)) return `there is no ${p}`;
  if (spawnSync('unshare', ['-m', '--propagation', 'private', 'true']).status !== 0)
    return 'mount namespaces are not allowed here';
  return undefined;
}

/** Why what programs are started with cannot be watched here, or undefined. */
export function noTrace(): string | undefined {
  if (!has('strace')) return 'there is no strace';
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
    ? undefined
    : 'tracing processes is not allowed here';
}

/**
 * An sshd of its own on 127.0.0.2, on a port of its own with keys of its own, in a mount namespace in which /etc/passwd,
 * shadow, group and sudoers are its own too: accounts are made there and nowhere else. Ended by its process number.
 */
export class PrivateHost {
  readonly dir = mkdtempSync(join(tmpdir(), 'host-'));
  readonly address = address;
  port = 0;
  #child: ChildProcess | undefined;

  constructor(
    private readonly accounts: readonly Account[] = [],
    private readonly options: {
      /** Further lines of sshd_config; they win. */
      readonly sshd?: string;
      /** Further lines of sudoers. */
      readonly sudoers?: string;
      /** A file that gets every program that is started there, with its environment, and every file name (strace). */
      readonly trace?: string;
    } = {},
  ) {}

  get key(): string {
    return join(this.dir, 'id');
  }
  /** An ssh_config that brings every host name (127.0.0.99 stays unreachable) here, as this account. */
  config(user: string): string {
    const file = join(this.dir, `ssh_config.${user}`);
    const lines = [
      'Host * !127.0.0.99',
      `  HostName ${address}`,
      `  Port ${this.port}`,
      'Host *',
      `  User ${user}`,
      `  IdentityFile ${this.key}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${join(this.dir, 'known_hosts')}`,
      '  GlobalKnownHostsFile none',
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  }

  /** How often this account has logged in. */
  logins(user: string): number {
    const log = readFileSync(join(this.dir, 'sshd.log'), 'utf8');
    return log.split(`Accepted publickey for ${user} `).length - 1;
  }

  async start(): Promise<void> {
    const { dir } = this;
    chmodSync(dir, 0o755);
    for (const file of ['host', 'id'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, file)]);
    mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    this.port = await freePort();
    writeFileSync(
      join(dir, 'sshd_config'),
      [
        this.options.sshd ?? '',
        `Port ${this.port}`,
        `ListenAddress ${address}`,
        `HostKey ${join(dir, 'host')}`,
        `AuthorizedKeysFile ${join(dir, 'id.pub')}`,
        'StrictModes no\nPidFile none\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no',
        'MaxStartups 100\nLogLevel INFO',
        'SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        '',
      ].join('\n'),
    );
    const hostKey = readFileSync(join(dir, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
    writeFileSync(join(dir, 'known_hosts'), `[${address}]:${this.port} ${hostKey}\n`);
    this.#child = spawn('bash', ['-c', this.#script(), 'host'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (let i = 0; i < 200; i++) {
      if (await answers(this.port)) return;
      if (this.#child.exitCode !== null) break;
      await new Promise((f) => setTimeout(f, 50));
    }
    throw new Error('the sshd of the private host did not start');
  }

  /** A private /etc, then sshd in the place of the shell. */
  #script(): string {
    const { dir, options } = this;
    const trace = options.trace ? `${straced(options.trace).join(' ')} ` : '';
    const sshd = `exec ${trace}/usr/sbin/sshd -D -e -f ${dir}/sshd_config 2>${dir}/sshd.log`;
    if (this.accounts.length === 0) return sshd;
    const lines = [
      `mkdir ${dir}/etc; mount -t tmpfs -o mode=0755 none ${dir}/etc; cp -a /etc/. ${dir}/etc; mount --bind ${dir}/etc /etc`,
      // what a login shell of the tester's machine reads is no part of the host
      "sed -i 's#^\\(root:.*:\\)[^:]*$#\\1/bin/sh#' /etc/passwd",
      `printf '%s\\n' 'root ALL=(ALL:ALL) ALL' '${options.sudoers ?? ''}' >/etc/sudoers`,
    ];
    this.accounts.forEach((a, i) => {
      const id = 54321 + i;
      const home = join(dir, a.name);
      const hash =
        a.password === undefined
          ? '*'
          : execFileSync('openssl', ['passwd', '-6', '-stdin'], {
              input: a.password,
              encoding: 'utf8',
            }).trim();
      lines.push(
        `echo '${a.name}:x:${id}:${id}:${a.name}:${home}:/bin/sh' >>/etc/passwd`,
        `echo '${a.name}:x:${id}:' >>/etc/group`,
        `echo '${a.name}:${hash}:19000:0:99999:7:::' >>/etc/shadow`,
        `mkdir -m 700 ${home}; chown ${id}:${id} ${home}`,
      );
      if (a.sudo)
        lines.push(
          `echo '${a.name} ALL=(ALL:ALL) ${a.sudo === 'free' ? 'NOPASSWD: ' : ''}ALL' >>/etc/sudoers`,
        );
    });
    const script = join(dir, 'start.sh');
    writeFileSync(script, `set -e\n${[...lines, sshd].join('\n')}\n`);
    return `exec unshare -m --propagation private bash ${script}`;
  }

  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child && child.exitCode === null) {
      const gone = new Promise((f) => child.once('exit', f));
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The start of a command that writes what it and its children start, and which files they name, into `file`. */
export const straced = (file: string): string[] => [
  ...['strace', '-D', '-f', '-qq', '-v', '-s', '1000000', '-e', 'trace=execve,%file', '-e', 'signal=none'],
  ...['-o', file],
];

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
