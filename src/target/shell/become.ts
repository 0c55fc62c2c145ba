import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { BecomeRefused } from '../become-refused.ts';
import type { BecomeInfo } from '../types.ts';
import type { ByteChannel, ChannelOpener } from './channel.ts';
import { quote } from './quote.ts';

interface Method {
  /** The text after `exec` that runs `command` (one word of shell text) as another user. */
  line(info: BecomeInfo, command: string, prompt: string): string;
  readonly defaultFlags: string;
  /** What the program says when it asks (the text of our own prompt aside), when the password is wrong, when it needs one. */
  readonly asks: RegExp;
  readonly wrong: RegExp;
  readonly missing: RegExp;
  readonly needsTerminal?: RegExp;
  /** It reads the password from its terminal where it has one, and hands open files down to what it runs. */
  readonly asksOnTerminal?: boolean;
}

/** What one run of a become program is made of. */
interface Asked {
  readonly channel: ByteChannel;
  readonly name: string;
  readonly method: Method;
  readonly success: string;
  readonly prompt: string;
  readonly terminal?: ByteChannel | undefined;
}

/** The become program wants a terminal. */
class TerminalWanted extends AnsibleError {}

function marks(name: string): { success: string; prompt: string } {
  const id = randomBytes(16).toString('hex');
  return { success: `BECOME-SUCCESS-${id}`, prompt: `[${name} via ansible, key=${id}] password:` };
}

/**
 * Makes named pipes in a private directory on the host and joins a channel's streams to them. The directory is removed
 * when their other ends are open, or the channel ends. Resolves with its path.
 */
function meetingPlace(channel: ByteChannel, mark: string): Promise<string> {
  const name = `.ansible-${randomBytes(9).toString('hex')}`;
  channel.stdin.on('error', () => {});
  channel.stdin.write(
    `{ umask 077; d=\${TMPDIR:-/tmp}/${name}; mkdir "$d" && trap 'rm -rf "$d"' 0 && mkfifo "$d/i" "$d/o" "$d/e" || exit
printf '%s\\n' "${mark}$d"
{ exec 6<"$d/o"; exec 7<"$d/e"; rm -rf "$d"; cat <&7 >&2 & exec cat <&6; } & cat >"$d/i"; exec >&- 2>&-; wait; exit; }\n`,
  );
  return new Promise((resolve, reject) => {
    let said = '';
    const take = (c: Buffer): void => {
      said += c.toString();
      const at = said.indexOf(mark);
      const end = said.indexOf('\n', at);
      if (at < 0 || end < 0) return;
      leave();
      resolve(said.slice(at + mark.length, end));
    };
    const leave = (): void => {
      channel.stdout.removeListener('data', take);
      channel.stderr.removeListener('data', take);
      channel.stdout.pause();
      channel.stderr.pause();
    };
    for (const s of [channel.stdout, channel.stderr]) {
      s.on('data', take);
      s.resume();
    }
    void channel.exited.then(() => {
      leave();
      reject(
        new AnsibleError(`no named pipes on the host for a terminal: ${said.trim()}`, { kind: 'action' }),
      );
    });
  });
}

const exe = (info: BecomeInfo, name: string): string => info.exe || name;
const localized =
  /(?:^|\n)[^\n]{0,60}(?:password|passwort|lösenord|mot de passe|contraseña|senha|wachtwoord|hasło|parol|salasana|jelszó|geslo|lozinka|adgangskode|heslo|passord|şifre|пароль|密码|密碼|口令|パスワード|암호|비밀번호)[^\n]{0,60}[:：]\s*$/i;

/** Privilege escalation programs by Ansible's names. Flags are the user's own shell words, as in Ansible. */
const methods: Readonly<Record<string, Method>> = {
  sudo: {
    defaultFlags: '-H -S -n',
    line: (info, command, prompt) => {
      let flags = info.flags ?? methods['sudo']!.defaultFlags;
      let ask = '';
      if (info.password !== undefined) {
        // a password is there to be asked for: drop -n, alone or in a bundle
        flags = flags.replace(
          /(^|\s)-([A-Za-z]*)n([A-Za-z]*)(?=\s|$)/g,
          (_, s: string, a: string, b: string) => (a + b ? `${s}-${a}${b}` : s),
        );
        ask = ` -p ${quote(prompt)}`;
        if (!/(^|\s)(-[A-Za-z]*S|--stdin)/.test(flags)) flags += ' -S';
      }
      return `${exe(info, 'sudo')} ${flags}${ask} -u ${quote(info.user)} /bin/sh -c ${command}`;
    },
    asks: /$^/,
    wrong: /Sorry, try again\.|incorrect password attempt/,
    missing: /Sorry, a password is required to run sudo|a password is required/,
    needsTerminal: /you must have a tty|no tty present/,
  },
  su: {
    defaultFlags: '',
    line: (info, command) =>
      `${exe(info, 'su')} ${info.flags ?? ''} ${quote(info.user)} -c ${quote(`/bin/sh -c ${command}`)}`,
    asks: localized,
    wrong: /Authentication failure|incorrect password|Sorry/i,
    missing: /$^/,
    needsTerminal: /must be run from a terminal|standard in must be a (?:tty|terminal)/,
    asksOnTerminal: true,
  },
  doas: {
    defaultFlags: '',
    line: (info, command) =>
      `${exe(info, 'doas')} ${info.flags ?? ''}${info.password === undefined ? ' -n' : ''} -u ${quote(info.user)} /bin/sh -c ${command}`,
    asks: /password:\s*$/i,
    wrong: /Permission denied|Authentication failed/i,
    missing: /Authorization required|Authentication required/i,
    needsTerminal: /a tty is required/i,
  },
  pbrun: plain('pbrun', (i, c) => `${exe(i, 'pbrun')} ${i.flags ?? ''} -u ${quote(i.user)} ${c}`),
  pfexec: plain('pfexec', (i, c) => `${exe(i, 'pfexec')} ${i.flags ?? '-H -S -n'} ${c}`),
  dzdo: plain(
    'dzdo',
    (i, c, p) =>
      `${exe(i, 'dzdo')} ${(i.flags ?? '-H -S -n').replace(/(^|\s)-n(?=\s|$)/, i.password === undefined ? '$&' : '')}${i.password === undefined ? '' : ` -p ${quote(p)}`} -u ${quote(i.user)} ${c}`,
  ),
  ksu: plain('ksu', (i, c) => `${exe(i, 'ksu')} ${quote(i.user)} ${i.flags ?? ''} -e ${c}`),
  machinectl: plain(
    'machinectl',
    (i, c) => `${exe(i, 'machinectl')} -q shell ${i.flags ?? ''} ${quote(`${i.user}@`)} ${c}`,
  ),
  pmrun: plain('pmrun', (i, c) => `${exe(i, 'pmrun')} ${i.flags ?? ''} ${quote(c)}`),
  sesu: plain('sesu', (i, c) => `${exe(i, 'sesu')} ${i.flags ?? '-H -S -n'} ${quote(i.user)} -c ${c}`),
  sudosu: {
    defaultFlags: '-H -S -n',
    line: (info, command, prompt) => {
      const flags = info.flags ?? '-H -S -n';
      const ask =
        info.password === undefined ? flags : `${flags.replace(/(^|\s)-n(?=\s|$)/, '')} -p ${quote(prompt)}`;
      return `sudo ${ask} su -l ${quote(info.user)} /bin/sh -c ${command}`;
    },
    asks: /$^/,
    wrong: /Sorry, try again\.|incorrect password attempt/,
    missing: /a password is required/,
    needsTerminal: /you must have a tty|no tty present/,
  },
  runas: plain('runas', () => ''),
};

function plain(_name: string, line: (info: BecomeInfo, command: string, prompt: string) => string): Method {
  return {
    defaultFlags: '',
    line: (info, command, prompt) => line(info, `/bin/sh -c ${command}`, prompt),
    asks: localized,
    wrong: /incorrect|Sorry, try again|Authentication failure/i,
    missing: /a password is required/i,
  };
}

/** The names that may carry a collection: "community.general.doas" is doas. */
export const becomeName = (method: string): string =>
  method.replace(/^ansible\.builtin\.|^community\.general\./, '');

/** Wraps every channel of another opener so that the shell behind it is another user's. */
export class BecomeOpener implements ChannelOpener {
  readonly certain = true;
  /** The become program wanted a terminal once. */
  #terminal = false;

  constructor(
    private readonly inner: ChannelOpener,
    private readonly info: BecomeInfo,
    private readonly host: string,
    /** Milliseconds to wait for the answer of the become program. */
    private readonly timeout: number,
    /** On the control node: as in Ansible, what the become program says ends the task, not what we make of it. */
    private readonly local = false,
  ) {}

  async open(): Promise<ByteChannel> {
    const name = becomeName(this.info.method);
    const method = methods[name];
    if (method === undefined || name === 'runas')
      throw new AnsibleError(
        `Invalid become method specified, could not find matching plugin: '${this.info.method}'. Use \`ansible-doc -t become -l\` to list available plugins.`,
        { kind: 'plugin-not-found' },
      );
    if (!this.#terminal) {
      try {
        return await this.#piped(name, method);
      } catch (error) {
        if (!(error instanceof TerminalWanted) || this.inner.openTerminal === undefined) throw error;
        this.#terminal = true;
      }
    }
    return this.#onTerminal(name, method);
  }

  async #piped(name: string, method: Method): Promise<ByteChannel> {
    const channel = await this.inner.open();
    const { success, prompt } = marks(name);
    const command = quote(`echo ${success}; exec /bin/sh`);
    channel.stdin.write(`exec ${method.line(this.info, command, prompt)}\n`);
    await this.#answer({ channel, name, method, success, prompt });
    return channel;
  }

  /**
   * The become program gets a terminal, and the shell behind it the streams of another channel, so that its output
   * stays as it is and apart from its stderr. The two meet in named pipes that are gone when the shell is there.
   */
  async #onTerminal(name: string, method: Method): Promise<ByteChannel> {
    const channel = await this.inner.open();
    let terminal: ByteChannel | undefined;
    let dir: string | undefined;
    try {
      const { success, prompt } = marks(name);
      dir = await meetingPlace(channel, success);
      const at = dir;
      const from = (f: string): string => quote(`${at}/${f}`);
      const streams = '<&3 >&4 2>&5 3<&- 4>&- 5>&-';
      const opened = `stty -echo 2>/dev/null; exec 3<${from('i')} 4>${from('o')} 5>${from('e')}`;
      // su and its kin ask on the terminal and hand other files down; sudo closes those, but asks in its streams
      const inner = method.asksOnTerminal
        ? quote(`exec ${streams}; echo ${success}; exec /bin/sh`)
        : quote(`echo ${success}; exec /bin/sh`);
      const line = method.line(this.info, inner, prompt);
      terminal = await this.inner.openTerminal?.(
        // the shell stays, as it holds the terminal open
        `${opened}; ${line}${method.asksOnTerminal ? '' : ` ${streams}`}; exit $?`,
      );
      await this.#answer({ channel, name, method, success, prompt, terminal });
      const last = terminal;
      last?.stdout.on('data', () => {});
      last?.stderr.on('data', () => {});
      last?.stdout.resume();
      last?.stderr.resume();
      void channel.exited.then(() => last?.close());
      return {
        stdin: channel.stdin,
        stdout: channel.stdout,
        stderr: channel.stderr,
        exited: channel.exited,
        close: () => {
          channel.close();
          last?.close();
        },
      };
    } catch (error) {
      channel.close();
      terminal?.close();
      if (dir !== undefined) await this.#release(dir).catch(() => undefined);
      throw error;
    }
  }

  /** Lets go who still waits at the pipes for another side that does not come. */
  async #release(dir: string): Promise<void> {
    const helper = await this.inner.open();
    helper.stdin.on('error', () => {});
    helper.stdout.resume();
    helper.stderr.resume();
    const d = quote(dir);
    helper.stdin.end(`[ -d ${d} ] && { exec 3<>${d}/i 4<>${d}/o 5<>${d}/e; sleep 1; }; rm -rf ${d}; exit\n`);
    await helper.exited;
  }

  /** Gives the password when it is asked for, and waits for the success mark. */
  #answer(asked: Asked): Promise<void> {
    const { channel, name, method, success, prompt, terminal } = asked;
    const onTerminal = terminal !== undefined && method.asksOnTerminal === true;
    const input = onTerminal ? terminal.stdin : channel.stdin;
    return new Promise((resolve, reject) => {
      let out = '';
      let err = '';
      let given = false;
      const listeners: Array<readonly [Readable, (c: Buffer) => void]> = [];
      const listen = (stream: Readable, take: (c: Buffer) => void): void => {
        listeners.push([stream, take]);
        stream.on('data', take);
        stream.resume(); // who opened it may have paused it
      };
      let settled = false;
      const done = (error?: Error): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        for (const [stream, take] of listeners) {
          stream.removeListener('data', take);
          // a stream without listeners goes on flowing and would lose what comes next
          stream.pause();
        }
        if (error === undefined) {
          resolve();
          return;
        }
        channel.close();
        terminal?.close();
        reject(error);
      };
      const look = (): void => {
        const at = out.indexOf(`${success}\n`);
        if (at >= 0) {
          const rest = out.slice(at + success.length + 1);
          done();
          if (rest) channel.stdout.unshift(Buffer.from(rest, 'latin1'));
          return;
        }
        const said = `${out}\n${err}`;
        if (terminal === undefined && method.needsTerminal?.test(said)) {
          done(
            new TerminalWanted(
              `${name} on ${this.host} wants a terminal, which this connection does not give: ${said.trim()}`,
              {
                kind: 'action',
                hint: 'Take another become_method (sudo), or allow it without a terminal in its configuration.',
              },
            ),
          );
          return;
        }
        const asked = said.includes(prompt) || (!given && method.asks.test(said));
        if (this.info.password === undefined && (asked || localized.test(said)) && (this.local || !asked)) {
          // nothing to give: the program ends as it does without input
          if (!given) input.end();
          given = true;
        } else if (this.local && (method.missing.test(said) || (given && name === 'su'))) return;
        else if (asked && this.info.password === undefined)
          done(new AnsibleError(`Missing ${name} password`, { kind: 'action' }));
        else if (asked && !given) {
          given = true;
          out = '';
          err = '';
          input.write(`${this.info.password}\n`);
        } else if (given && (asked || method.wrong.test(said)))
          done(new AnsibleError(`Incorrect ${name} password`, { kind: 'action' }));
        else if (method.missing.test(said))
          done(new AnsibleError(`Missing ${name} password`, { kind: 'action' }));
      };
      const onOut = (c: Buffer): void => {
        out += c.toString('latin1');
        look();
      };
      const onErr = (c: Buffer): void => {
        err += c.toString('utf8');
        look();
      };
      const timer = setTimeout(
        () =>
          done(
            new AnsibleError(
              `Timeout (${Math.ceil(this.timeout / 1000) + 2}s) waiting for privilege escalation prompt: ${err.trim()}`,
              { kind: 'action' },
            ),
          ),
        this.timeout + 2000,
      );
      channel.stdin.on('error', () => {});
      terminal?.stdin.on('error', () => {});
      listen(channel.stdout, onOut);
      listen(channel.stderr, onErr);
      if (terminal !== undefined) {
        listen(terminal.stdout, onErr);
        listen(terminal.stderr, onErr);
      }
      const gone = terminal === undefined ? channel.exited : terminal.exited.then(drained);
      // its last words may still be in the pipes
      async function drained<T>(end: T): Promise<T> {
        channel.stdin.end();
        await Promise.race([channel.exited, new Promise((r) => setTimeout(r, 2000).unref())]);
        return end;
      }
      void gone.then(({ code, message }) => {
        if (given && method.wrong.test(err) && !this.local)
          done(new AnsibleError(`Incorrect ${name} password`, { kind: 'action' }));
        else {
          // the shell's own words, less the `exec` that only we write
          // (and the line feed that follows the password on the terminal which Ansible gives it)
          const echo = this.local && given && this.info.password !== undefined ? '\n' : '';
          const words = echo + err.replace(/^(\S*sh: (?:(?:line )?\d+: )?)exec: /, '$1');
          const text = Buffer.from(out, 'latin1').toString('utf8');
          done(new BecomeRefused(message ?? words.trim(), text, words, code ?? 1));
        }
      });
    });
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
