import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectionError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { type ByteChannel, type ChannelOpener, processChannel } from '../shell/channel.ts';
import { quote } from '../shell/quote.ts';
import type { ConnectionInfo } from '../types.ts';
import { splitWords } from '../wrapped/words.ts';
import { AskPass } from './askpass.ts';
import { connectPrefix, truth, withRetries } from './common.ts';

/**
 * Sessions over the `ssh` program: what ssh2 cannot do (GSSAPI, certificates, security keys, smart cards, newer key
 * exchanges) comes from there. The options are Ansible's own, in Ansible's order. Where ControlPersist is asked for
 * without a ControlPath, the channels of a run share one connection, which ends with the run.
 */
export class OpensshOpener implements ChannelOpener {
  readonly certain = true;
  #dir: string | undefined;
  #askpass: AskPass | undefined;
  #first: Promise<ByteChannel> | undefined;

  private constructor(
    private readonly info: ConnectionInfo,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Connects; throws ConnectionError with what the `ssh` program says. */
  static async connect(
    info: ConnectionInfo,
    environment: Readonly<Record<string, string>>,
  ): Promise<OpensshOpener> {
    const opener = new OpensshOpener(info, environment);
    try {
      opener.#first = Promise.resolve(await withRetries(info, undefined, () => opener.#spawn([])));
    } catch (error) {
      await opener.close();
      throw error;
    }
    return opener;
  }

  #scratch(): string {
    this.#dir ??= mkdtempSync(join(tmpdir(), 'ats-ssh-'));
    return this.#dir;
  }

  /** The command line, less the command. */
  #arguments(): string[] {
    const { info } = this;
    const { options } = info;
    const words = (name: string): string[] => splitWords(options[name] ?? '');
    const own = words('ansible_ssh_args');
    const more = [...words('ansible_ssh_common_args'), ...words('ansible_ssh_extra_args')];
    const out = [...own];
    const o = (text: string): void => void out.push('-o', text);
    if (!truth(options['ansible_ssh_host_key_checking'] ?? options['ansible_host_key_checking'], true))
      o('StrictHostKeyChecking=no');
    if (info.port !== undefined) o(`Port=${info.port}`);
    if (info.privateKeyFile) o(`IdentityFile="${info.privateKeyFile}"`);
    if (info.password === undefined) {
      o('KbdInteractiveAuthentication=no');
      o('PreferredAuthentications=gssapi-with-mic,gssapi-keyex,hostbased,publickey');
      o('PasswordAuthentication=no');
    } else o('NumberOfPasswordPrompts=1');
    if (info.user) o(`User="${info.user}"`);
    o(`ConnectTimeout=${info.timeout}`);
    out.push(...more);
    const all = [...own, ...more].join(' ').toLowerCase();
    if (all.includes('controlpersist') && !all.includes('controlpath'))
      o(`ControlPath="${join(this.#scratch(), 's')}"`);
    return out;
  }

  get #program(): string {
    return this.info.options['ansible_ssh_executable'] || this.info.options['ssh_executable'] || 'ssh';
  }

  async #start(flags: readonly string[], command: string): Promise<ByteChannel> {
    const { info } = this;
    const env: Record<string, string> = { ...this.environment };
    if (info.password !== undefined || info.privateKeyPassphrase !== undefined) {
      this.#askpass ??= await AskPass.start(this.#scratch(), info.password, info.privateKeyPassphrase);
      Object.assign(env, this.#askpass.environment);
    }
    const argv = [this.#program, ...this.#arguments(), ...flags, info.address, command];
    notices().verbose(3, `SSH: EXEC ${argv.map(quote).join(' ')}`, info.host);
    return processChannel(argv, env);
  }

  /** A shell that has answered. Flags go before the address. */
  async #spawn(flags: readonly string[]): Promise<ByteChannel> {
    const mark = randomBytes(16).toString('hex');
    const channel = await this.#start(['-T', ...flags], `echo ${mark}; exec ${this.info.executable}`);
    await new Promise<void>((resolve, reject) => {
      let out = Buffer.alloc(0);
      let err = '';
      const done = (error?: Error): void => {
        channel.stdout.removeListener('data', onOut);
        channel.stderr.removeListener('data', onErr);
        channel.stdout.pause();
        channel.stderr.pause();
        if (error === undefined) {
          resolve();
          return;
        }
        channel.close();
        reject(error);
      };
      const onOut = (c: Buffer): void => {
        out = Buffer.concat([out, c]);
        const at = out.indexOf(`${mark}\n`);
        if (at < 0) return;
        const rest = out.subarray(at + mark.length + 1);
        done();
        if (rest.length > 0) channel.stdout.unshift(rest);
      };
      const onErr = (c: Buffer): void => {
        if (err.length < 1 << 16) err += c.toString();
      };
      channel.stdin.on('error', () => {});
      channel.stdout.on('data', onOut);
      channel.stderr.on('data', onErr);
      void channel.exited.then(({ code, message }) => {
        const said = (message ?? err).replaceAll('\r\n', '\n').trim();
        done(new OpensshError(connectPrefix + (said || `ssh ended with ${code}`), code === 255));
      });
    });
    return channel;
  }

  async open(): Promise<ByteChannel> {
    const first = this.#first;
    this.#first = undefined;
    return first ?? (await this.#spawn([]));
  }

  openTerminal(command: string): Promise<ByteChannel> {
    return this.#start(['-tt'], `${this.info.executable} -c ${quote(command)}`);
  }

  async close(): Promise<void> {
    (await this.#first)?.close();
    this.#first = undefined;
    const dir = this.#dir;
    this.#dir = undefined;
    this.#askpass?.close();
    if (dir === undefined) return;
    // the connection that the channels shared
    const ending = processChannel(
      [this.#program, '-F', 'none', '-o', `ControlPath=${join(dir, 's')}`, '-O', 'exit', this.info.address],
      this.environment,
    );
    ending.stdin.on('error', () => {});
    ending.stdout.resume();
    ending.stderr.resume();
    await ending.exited;
    rmSync(dir, { recursive: true, force: true });
  }
}

/** `again` tells whether another try makes sense. */
class OpensshError extends ConnectionError {
  readonly again: boolean;
  constructor(message: string, lost: boolean) {
    super(message);
    this.again =
      lost && !/Permission denied|Host key verification failed|Bad owner|Bad configuration/.test(message);
  }
}
