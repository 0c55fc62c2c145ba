import { AnsibleError } from '../errors/ansible-error.ts';
import { LocalTarget } from './local/local-target.ts';
import type { ByteChannel, ChannelOpener } from './shell/channel.ts';
import type { ConnectionInfo, Target } from './types.ts';
import { isWrapped, wrappedCommand } from './wrapped/index.ts';

export interface TargetPoolOptions {
  /** The environment of commands on this machine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where commands on this machine start and relative paths begin, asked at each use; default that of the process. */
  readonly cwd?: (() => string) | undefined;
}

const sshNames =
  /^(?:ansible\.builtin\.|community\.general\.)?(?:ssh|ssh2|openssh|smart|paramiko|paramiko_ssh|ansible\.netcommon\.libssh|libssh)$/;
const localName = /^(?:ansible\.builtin\.)?local$/;

/** Connections of Ansible's that exist there and that we cannot make: only a task that needs the host is refused. */
const foreign =
  /^(?:ansible\.builtin\.|ansible\.netcommon\.)?(?:winrm|psrp|network_cli|netconf|httpapi|grpc|persistent)$/;

/** Whether a connection of this name exists, in Ansible or here. */
export const isKnownConnection = (name: string): boolean =>
  localName.test(name) || sshNames.test(name) || isWrapped(name) || foreign.test(name);

/** Openers that share a connection: closing a target does not close what others still use. */
class Borrowed implements ChannelOpener {
  readonly certain: boolean;
  readonly openTerminal: ((command: string) => Promise<ByteChannel>) | undefined;
  constructor(private readonly lender: ChannelOpener) {
    this.certain = lender.certain === true;
    this.openTerminal = lender.openTerminal?.bind(lender);
  }
  open(): Promise<ByteChannel> {
    return this.lender.open();
  }
  async close(): Promise<void> {}
}

/**
 * The open targets of a run: one for each connection, user and become user, kept until the run ends. Targets of one
 * host with different become users share its connection.
 */
export class TargetPool {
  readonly #targets = new Map<string, Promise<Target>>();
  /** Whom the sessions run as, where they became another user. */
  readonly #users = new Map<string, string>();
  readonly #connections = new Map<string, Promise<ChannelOpener>>();

  constructor(private readonly options: TargetPoolOptions) {}

  /**
   * The target for a host. Throws ConnectionError (unreachable), AnsibleError (become refused by password, unknown
   * plugin) or BecomeRefused (the become program failed: a module failure with its output and exit code).
   */
  acquire(info: ConnectionInfo): Promise<Target> {
    const key = `${this.#connectionKey(info)}\0${becomeKey(info)}`;
    const known = this.#targets.get(key);
    if (known !== undefined) {
      void known.then((t) => t.forget?.()).catch(() => {});
      return known;
    }
    const made = this.#make(info);
    this.#targets.set(key, made);
    if (info.become?.user !== undefined) this.#users.set(key, info.become.user);
    made.catch(() => this.#targets.delete(key));
    return made;
  }

  /** What tells connections apart: of local ones also the directory, which changes with the playbook. */
  #connectionKey(info: ConnectionInfo): string {
    const key = connectionKey(info);
    return localName.test(info.connection) ? `${key}${this.options.cwd?.() ?? ''}` : key;
  }

  async #make(info: ConnectionInfo): Promise<Target> {
    if (localName.test(info.connection) && info.become === undefined)
      return new LocalTarget({
        host: info.host,
        environment: this.options.environment,
        cwd: this.options.cwd?.(),
        remoteTmp: info.remoteTmp,
      });
    const opener = await this.#connection(info);
    const { ShellTarget } = await import('./shell/shell-target.ts');
    let own: ChannelOpener = new Borrowed(opener);
    if (info.become !== undefined) {
      const { BecomeOpener } = await import('./shell/become.ts');
      own = new BecomeOpener(
        own,
        info.become,
        info.host,
        info.timeout * 1000,
        localName.test(info.connection),
      );
    }
    const target = new ShellTarget({
      host: info.host,
      user: info.become?.user ?? info.user ?? '',
      opener: own,
      remoteTmp: info.remoteTmp,
    });
    await target.connect();
    return target;
  }

  #connection(info: ConnectionInfo): Promise<ChannelOpener> {
    const key = this.#connectionKey(info);
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const made = this.#connect(info);
    this.#connections.set(key, made);
    made.catch(() => this.#connections.delete(key));
    return made;
  }

  async #connect(info: ConnectionInfo): Promise<ChannelOpener> {
    if (sshNames.test(info.connection)) {
      const { connectSsh } = await import('./ssh/connect.ts');
      return connectSsh(info, this.options.environment);
    }
    const { ProcessOpener } = await import('./shell/channel.ts');
    if (localName.test(info.connection))
      return new ProcessOpener([info.executable], this.options.environment, this.options.cwd?.());
    if (isWrapped(info.connection)) return new ProcessOpener(wrappedCommand(info), this.options.environment);
    throw new AnsibleError(`the connection plugin '${info.connection}' was not found`, {
      kind: 'plugin-not-found',
    });
  }

  /** Ends the sessions of a host (meta: reset_connection); the next use opens anew. */
  async reset(info: ConnectionInfo): Promise<void> {
    const key = this.#connectionKey(info);
    const ending: Array<Promise<unknown>> = [];
    for (const [k, target] of this.#targets) {
      if (!k.startsWith(`${key}\0`)) continue;
      this.#targets.delete(k);
      ending.push(target.then((t) => t.close()).catch(() => {}));
    }
    await Promise.all(ending);
    const connection = this.#connections.get(key);
    this.#connections.delete(key);
    await connection?.then((c) => c.close()).catch(() => {});
  }

  /** Ends the sessions that run as `user`, so that the account can be removed; the next use opens anew. */
  async closeSessionsOf(user: string): Promise<void> {
    const ending: Array<Promise<unknown>> = [];
    for (const [k, made] of this.#targets) {
      if (this.#users.get(k) !== user) continue;
      this.#targets.delete(k);
      ending.push(made.then((t) => t.close()).catch(() => {}));
    }
    await Promise.all(ending);
  }

  /** Ends everything; called once when the run is over, also after an interrupt. */
  async closeAll(): Promise<void> {
    const targets = [...this.#targets.values()];
    const connections = [...this.#connections.values()];
    this.#targets.clear();
    this.#connections.clear();
    await Promise.all(targets.map((t) => t.then((x) => x.close()).catch(() => {})));
    await Promise.all(connections.map((c) => c.then((x) => x.close()).catch(() => {})));
  }
}

/** Tasks whose variables say nothing of the connection share one object of options. */
const texts = new WeakMap<object, string>();
function optionsText(options: ConnectionInfo['options']): string {
  let text = texts.get(options);
  if (text === undefined) {
    text = JSON.stringify(Object.entries(options).sort());
    texts.set(options, text);
  }
  return text;
}
const connectionKey = (i: ConnectionInfo): string =>
  JSON.stringify([
    i.connection,
    i.host,
    i.address,
    i.port,
    i.user,
    i.password,
    i.privateKeyFile,
    i.privateKeyPassphrase,
    i.executable,
    i.remoteTmp,
    optionsText(i.options),
  ]);
const becomeKey = (i: ConnectionInfo): string =>
  i.become === undefined
    ? ''
    : JSON.stringify([i.become.method, i.become.user, i.become.exe, i.become.flags, i.become.password]);
