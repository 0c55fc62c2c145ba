import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type {
  AnyAuthMethod,
  AuthenticationType,
  Client,
  ClientChannel,
  ConnectConfig,
  PseudoTtyOptions,
} from 'ssh2';
import { AnsibleError, ConnectionError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { strerror } from '../errno.ts';
import type { ByteChannel, ChannelOpener } from '../shell/channel.ts';
import { quote } from '../shell/quote.ts';
import type { ConnectionInfo } from '../types.ts';
import { splitWords } from '../wrapped/words.ts';
import { planAuth } from './auth.ts';
import { connectPrefix, withRetries } from './common.ts';
import { readArguments, readFiles, SshSettings } from './config.ts';
import { HostKeyCheck } from './host-key.ts';
import { algorithms } from './ssh-algorithms.ts';
import { channelOf, gathered } from './ssh-channel.ts';
import { closedProxy, passwordToUnknown, SshError, words } from './ssh-error.ts';
import { refuseOddNames, settingsFor } from './ssh-settings.ts';

/** Connections to one host; each carries as many sessions as its sshd allows (MaxSessions). */
const mostConnections = 8;

/** Sessions over ssh2: one connection, or more where the server allows few sessions on each. */
export class SshOpener implements ChannelOpener {
  readonly certain = true;
  readonly #clients: Client[] = [];
  #connecting: Promise<Client> | undefined;
  #closed = false;

  private constructor(
    private readonly info: ConnectionInfo,
    private readonly settings: SshSettings,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Connects; throws ConnectionError with the words of the `ssh` program as Ansible shows them. */
  static async connect(
    info: ConnectionInfo,
    environment: Readonly<Record<string, string>>,
  ): Promise<SshOpener> {
    const opener = new SshOpener(info, settingsFor(info), environment);
    await opener.#client();
    return opener;
  }

  async #client(): Promise<Client> {
    const last = this.#clients.at(-1);
    if (last !== undefined) return last;
    this.#connecting ??= withRetries(this.info, this.settings.get('connectionattempts'), () =>
      this.#connect(),
    ).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(): Promise<Client> {
    const ssh2 = await import('ssh2');
    const { settings } = this;
    const timeout = (Number(settings.get('connecttimeout')) || this.info.timeout) * 1000;
    const check = new HostKeyCheck(settings);
    const plan = planAuth(ssh2.default ?? ssh2, settings, {
      password: this.info.password,
      passphrase: this.info.privateKeyPassphrase,
      agent: this.environment['SSH_AUTH_SOCK'],
    });
    const proxy: Proxied = { said: '', ended: Promise.resolve() };
    const sock = await this.#socket(timeout, proxy);
    const client = new (ssh2.default ?? ssh2).Client();
    let offered: string[] = [];
    let tried = '';
    let passwordTried = false;
    const queue = [...plan.methods];
    const config: ConnectConfig = {
      sock: sock as Socket,
      username: settings.user,
      readyTimeout: Math.max(timeout, 10_000),
      keepaliveInterval: Number(settings.get('serveraliveinterval') ?? 0) * 1000 || 0,
      keepaliveCountMax: Number(settings.get('serveralivecountmax') ?? 3) || 3,
      hostVerifier: (key: Buffer) => check.accept(key),
      algorithms: algorithms(settings, check.knownTypes),
      agentForward: settings.yes('forwardagent') && this.environment['SSH_AUTH_SOCK'] !== undefined,
      ...(settings.yes('forwardagent') && this.environment['SSH_AUTH_SOCK']
        ? { agent: this.environment['SSH_AUTH_SOCK'] }
        : {}),
      authHandler: ((
        left: AuthenticationType[] | null,
        _partial: boolean,
        next: (m: AnyAuthMethod | false) => void,
      ) => {
        if (left !== null) offered = left;
        for (;;) {
          const method = queue.shift();
          if (method === undefined) return next(false);
          const type = method.type === 'agent' ? 'publickey' : method.type;
          if (type !== 'none' && offered.length > 0 && !offered.includes(type as AuthenticationType))
            continue;
          if ((type === 'password' || type === 'keyboard-interactive') && check.passwordsForbidden) continue;
          tried = type;
          if (type === 'password') passwordTried = true;
          return next(method);
        }
      }) as NonNullable<ConnectConfig['authHandler']>,
    };
    const where = `${settings.user}@${settings.hostName}`;
    await new Promise<void>((resolve, reject) => {
      let settled = false;
      const fail = (
        text: string,
        again: boolean,
        more?: { denied?: string[]; algorithm?: boolean; prefix?: string },
      ): void => {
        if (settled) return;
        settled = true;
        client.destroy();
        // as the `ssh` program ends its lines
        const all = (check.added === undefined ? text : `${check.added}\n${text}`).replace(
          /(?<!host is)\n/g,
          '\r\n',
        );
        const end = (): void =>
          reject(
            new SshError(
              (more?.prefix ?? connectPrefix) + proxy.said + all,
              again,
              more?.denied,
              more?.algorithm,
            ),
          );
        if (check.unknown && this.info.password !== undefined)
          reject(new AnsibleError(passwordToUnknown, { kind: 'action' }));
        else void Promise.race([proxy.ended, new Promise((f) => setTimeout(f, 500))]).then(end);
      };
      const peer =
        proxy.command === true ? 'UNKNOWN port 65535' : `${settings.hostName} port ${settings.port}`;
      const closed = `kex_exchange_identification: Connection closed by remote host\nConnection closed by ${peer}`;
      client.once('ready', () => {
        settled = true;
        resolve();
      });
      client.on('error', (error: Error & { level?: string }) => {
        if (check.refusal !== undefined) fail(check.refusal, false);
        else if (
          error.level === 'client-authentication' ||
          (tried !== '' && /authentication methods failed/i.test(error.message))
        ) {
          if (tried === 'password' || passwordTried) {
            // the words of Ansible about sshpass, which gives a password once
            const text = [...plan.notes, 'Permission denied, please try again.'].join('\n');
            fail(text, false, { denied: offered, prefix: 'Invalid/incorrect password: ' });
            return;
          }
          const denied = `${where}: Permission denied (${offered.join(',') || 'publickey'}).`;
          fail([...plan.notes, denied].join('\n'), false, { denied: offered });
        } else if (error.level === 'client-timeout')
          fail(
            `Connection timed out during banner exchange\nConnection to ${settings.hostName} port ${settings.port} timed out`,
            true,
          );
        else if (/no matching/i.test(error.message))
          fail(
            `Unable to negotiate with ${settings.hostName} port ${settings.port}: ${error.message}`,
            false,
            { algorithm: true },
          );
        else if (/^(?:Connection lost before handshake|Premature close)$/.test(error.message))
          fail(closed, true);
        else if (error.message === 'write EPIPE')
          fail(`banner exchange: Connection to ${peer}: Broken pipe`, true);
        else fail(error.message, true);
      });
      client.once('close', () => fail(check.refusal ?? closed, check.refusal === undefined));
      client.connect(config);
      const late = setTimeout(
        () =>
          fail(
            `Connection timed out during banner exchange\nConnection to ${settings.hostName} port ${settings.port} timed out`,
            true,
          ),
        timeout,
      );
      sock.once('data', () => clearTimeout(late));
      sock.once('close', () => clearTimeout(late));
    });
    const gone = (): void => {
      const at = this.#clients.indexOf(client);
      if (at >= 0) this.#clients.splice(at, 1);
    };
    client.on('close', gone);
    client.on('end', gone);
    this.#clients.push(client);
    return client;
  }

  /** The stream to the server: TCP, a ProxyCommand's pipes, or a channel through a ProxyJump. */
  async #socket(timeout: number, proxy: Proxied): Promise<Duplex> {
    const { settings } = this;
    const command = settings.get('proxycommand');
    if (command !== undefined && command.toLowerCase() !== 'none') {
      const child = spawn('/bin/sh', ['-c', `exec ${settings.expand(command)}`], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: this.environment as NodeJS.ProcessEnv,
        detached: true,
      });
      child.on('error', () => {});
      proxy.command = true;
      child.stderr.on('data', (c: Buffer) => {
        if (proxy.said.length < 4096) proxy.said += c.toString();
      });
      proxy.ended = new Promise((resolve) => child.once('close', () => resolve()));
      const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
      stream.on('close', () => child.kill());
      return stream;
    }
    const jump = settings.get('proxyjump');
    if (jump !== undefined && jump.toLowerCase() !== 'none')
      return this.#through(jump.split(',').map((j) => j.trim()));
    const family = settings.get('addressfamily');
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: settings.hostName,
        port: settings.port,
        noDelay: true,
        ...(family === 'inet' ? { family: 4 } : family === 'inet6' ? { family: 6 } : {}),
        ...(settings.get('bindaddress') === undefined
          ? {}
          : { localAddress: settings.get('bindaddress') as string }),
      });
      const timer = setTimeout(
        () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
        timeout,
      );
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.removeAllListeners('error');
        socket.on('error', () => {}); // ssh2 tells it
        resolve(gathered(socket));
      });
      socket.once('error', (error: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] }) => {
        clearTimeout(timer);
        const code = error.code ?? error.errors?.[0]?.code ?? '';
        const text =
          code === 'ENOTFOUND' || code === 'EAI_AGAIN'
            ? `ssh: Could not resolve hostname ${settings.hostName.toLowerCase()}: ${code === 'ENOTFOUND' ? 'Name or service not known' : 'Temporary failure in name resolution'}`
            : `ssh: connect to host ${settings.hostName} port ${settings.port}: ${words[code] ?? strerror(code)}`;
        reject(new SshError(connectPrefix + text, true));
      });
    });
  }

  /** A channel to the host through one or more others; each is reached with its own settings and the same identities. */
  async #through(jumps: string[]): Promise<Duplex> {
    const name = jumps.at(-1) ?? '';
    const m = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(name);
    if (!m) throw new SshError(`${connectPrefix}Invalid -J argument: ${name}`, false);
    const rest = jumps.slice(0, -1);
    const address = (m[2] ?? '').replace(/^\[|\]$/g, '');
    const info: ConnectionInfo = {
      ...this.info,
      address,
      port: m[3] === undefined ? undefined : Number(m[3]),
      user: m[1],
    };
    const s = new SshSettings(address);
    if (rest.length > 0) s.offer('ProxyJump', rest.join(','));
    else s.offer('ProxyJump', 'none');
    if (info.port !== undefined) s.offer('Port', String(info.port));
    if (info.user !== undefined) s.offer('User', info.user);
    const copied = ['StrictHostKeyChecking', 'UserKnownHostsFile', 'ConnectTimeout', 'IdentitiesOnly'];
    const own = new SshSettings(address);
    const file = readArguments(
      splitWords(
        [this.info.options['ansible_ssh_args'], this.info.options['ansible_ssh_common_args']]
          .filter(Boolean)
          .join(' '),
      ),
      own,
    );
    readFiles(file, s);
    for (const k of copied) {
      const v = this.settings.get(k);
      if (v !== undefined) s.offer(k, v);
    }
    for (const f of this.settings.identityFiles) s.offer('IdentityFile', f);
    refuseOddNames(s);
    const hop = new SshOpener(info, s, this.environment);
    const client = await hop.#client().catch((error: unknown) => {
      if (!(error instanceof SshError)) throw error;
      throw new SshError(
        `${error.message}\r\n${closedProxy}`,
        error.again,
        error.denied,
        error.noCommonAlgorithm,
      );
    });
    return new Promise((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, this.settings.hostName, this.settings.port, (error, stream) => {
        if (error) {
          client.end();
          reject(
            new SshError(
              `${connectPrefix}channel 0: open failed: ${error.message}\nstdio forwarding failed`,
              true,
            ),
          );
          return;
        }
        stream.on('close', () => client.end());
        resolve(stream);
      });
    });
  }

  async open(): Promise<ByteChannel> {
    if (this.#closed) throw new ConnectionError(`The connection to ${this.info.host} is closed`);
    let client = await this.#client();
    for (;;) {
      try {
        return channelOf(await this.#exec(client));
      } catch (error) {
        const refused = /open failure|open failed|administratively prohibited|resource shortage/i.test(
          (error as Error).message,
        );
        if (refused && this.#clients.length < mostConnections) {
          // no more sessions on this connection (MaxSessions)
          notices().verbose(
            3,
            'another connection, as the server allows no more sessions on this one',
            this.info.host,
          );
          client = await this.#connect();
          try {
            return channelOf(await this.#exec(client));
          } catch (again) {
            throw new SshError(connectPrefix + (again as Error).message, true);
          }
        }
        throw new SshError(connectPrefix + (error as Error).message, true);
      }
    }
  }

  #exec(client: Client): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      const lost = (): void =>
        reject(new Error(`Connection to ${this.settings.hostName} closed by remote host.`));
      client.once('close', lost);
      try {
        client.exec(this.info.executable, { env: this.#sent() }, (error, stream) => {
          client.removeListener('close', lost);
          if (error) reject(error);
          else resolve(stream);
        });
      } catch (error) {
        client.removeListener('close', lost);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /** A command on a terminal of the host, which it has as its streams. */
  async openTerminal(command: string): Promise<ByteChannel> {
    const client = await this.#client();
    const text = `${this.info.executable} -c ${quote(command)}`;
    return new Promise((resolve, reject) => {
      client.exec(
        text,
        { pty: { modes: { ECHO: 0 } } as PseudoTtyOptions, env: this.#sent() },
        (error, stream) =>
          error ? reject(new SshError(connectPrefix + error.message, true)) : resolve(channelOf(stream)),
      );
    });
  }

  /** SendEnv and SetEnv; the server decides what it takes (AcceptEnv). */
  #sent(): Record<string, string> {
    const out: Record<string, string> = {};
    for (const pattern of splitWords(this.settings.get('sendenv') ?? '')) {
      const test = new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      );
      for (const [k, v] of Object.entries(this.environment)) if (test.test(k)) out[k] = v;
    }
    for (const pair of splitWords(this.settings.get('setenv') ?? '')) {
      const eq = pair.indexOf('=');
      if (eq > 0) out[pair.slice(0, eq)] = pair.slice(eq + 1);
    }
    return out;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const clients = this.#clients.splice(0);
    await Promise.all(
      clients.map(
        (c) =>
          new Promise<void>((resolve) => {
            const timer = setTimeout(() => {
              c.destroy();
              resolve();
            }, 2000);
            c.once('close', () => {
              clearTimeout(timer);
              resolve();
            });
            c.end();
          }),
      ),
    );
  }
}

/** What a ProxyCommand said, and its end. */
interface Proxied {
  said: string;
  command?: boolean;
  ended: Promise<void>;
}
