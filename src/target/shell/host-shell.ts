import { randomBytes } from 'node:crypto';
import { type ExecOptions, type ExecResult, TargetError } from '../types.ts';
import type { ChannelOpener } from './channel.ts';
import { commandScript, inlineInput, signalOf } from './command.ts';
import { failure } from './failure.ts';
import { Guard } from './guard.ts';
import { SessionPool } from './pool.ts';
import { printBytes, quotePath } from './quote.ts';
import { Recent } from './recent.ts';
import type { RunOptions, RunResult, ShellSession } from './session.ts';
import { parseStats } from './stat.ts';

export interface ShellTargetOptions {
  readonly host: string;
  readonly user: string;
  readonly opener: ChannelOpener;
  /** Where temporary directories go; `~` and variables are those of the host. Default `~/.ansible/tmp`. */
  readonly remoteTmp?: string | undefined;
  /** How many sessions may run at once. */
  readonly sessions?: number | undefined;
}

/** What all views (other environments) of one target share. */
interface Shared {
  readonly pool: SessionPool;
  readonly temporary: Set<string>;
  environment: Promise<Readonly<Record<string, string>>> | undefined;
  tempBase: Promise<string> | undefined;
  sessionDir: Promise<string> | undefined;
  readonly recent: Recent;
}

/** The sessions of a host: how a question, a change or a command runs in one. */
export class HostShell {
  readonly host: string;
  readonly user: string;
  protected readonly options: ShellTargetOptions;
  protected readonly shared: Shared;
  protected readonly env: Readonly<Record<string, string>>;

  constructor(options: ShellTargetOptions, env: Readonly<Record<string, string>> = {}, shared?: Shared) {
    this.host = options.host;
    this.user = options.user;
    this.options = options;
    this.env = env;
    this.shared = shared ?? {
      pool: new SessionPool(options.opener, options.host, options.sessions),
      temporary: new Set(),
      environment: undefined,
      tempBase: undefined,
      sessionDir: undefined,
      recent: new Recent(),
    };
  }

  /** One question: its text runs with messages in English; a failure is told by the errno that stderr names. */
  protected async op(op: string, path: string, script: string, options?: RunOptions): Promise<RunResult> {
    const result = await this.shared.pool.run(`( LC_ALL=C; export LC_ALL\n${script}\n) </dev/null`, options);
    if (result.rc !== 0) throw failure(op, path, result);
    return result;
  }

  /** A question that is answered at once. */
  protected ask(script: string): Promise<RunResult> {
    return this.shared.pool.run(script, { quick: true });
  }

  /** What is not a question: nothing that was seen before counts while and after it runs. */
  protected async changing<T>(run: () => Promise<T>): Promise<T> {
    this.shared.recent.begin();
    try {
      return await run();
    } finally {
      this.shared.recent.end();
    }
  }

  /** A change; it brings back what then lies at `look`. */
  protected async change(op: string, path: string, script: string, look?: string): Promise<void> {
    const result = await this.changing(() =>
      this.shared.pool.run(
        `( LC_ALL=C; export LC_ALL\n${script}\n) </dev/null${look === undefined ? '' : ` && _ats_ls ${quotePath(look)}`}`,
        { quick: true },
      ),
    );
    if (result.rc !== 0) throw failure(op, path, result);
    if (look !== undefined) this.seen(look, result);
  }

  protected seen(path: string, result: RunResult): void {
    const stat = parseStats(result.stdout, [path])[0];
    if (stat !== undefined) this.shared.recent.note(path, stat);
  }

  /** A new task begins: what was seen in the one before counts no longer. */
  forget(): void {
    this.shared.recent.forget();
  }

  /** Opens the first session; an unreachable host or a refused become is told here. */
  async connect(): Promise<void> {
    if (this.options.opener.certain) await this.shared.pool.warm();
    else await this.ask(':');
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const refusal = randomBytes(16).toString('hex');
    const { stdin } = options;
    const bytes = stdin === undefined ? undefined : typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
    const alone = bytes !== undefined && bytes.length > inlineInput;
    const input = bytes === undefined ? 'none' : alone ? 'session' : printBytes(bytes);
    const script = commandScript(argv, this.env, options, refusal, input);
    if (options.signal?.aborted)
      return { rc: 143, signal: 'SIGTERM', stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
    const guard = new Guard(this.options.opener, this.host, options);
    const run: RunOptions = {
      onStdout: options.onStdout,
      onStderr: options.onStderr,
      discard: options.discard,
      limit: options.limit,
      input: alone ? bytes : undefined,
      quick: options.quick,
    };
    try {
      const start = (s: ShellSession): void => guard.watch(s);
      const carry = (): Promise<RunResult> =>
        alone ? this.shared.pool.runAlone(script, run, start) : this.shared.pool.run(script, run, start);
      const result = options.quick ? await carry() : await this.changing(carry);
      const { rc, stdout, stderr } = result;
      if (
        rc === 1 &&
        options.cwd !== undefined &&
        stdout.length < 64 &&
        stdout.toString('latin1').startsWith(`${refusal} `)
      )
        throw new TargetError(stdout.toString('latin1').slice(33), 'chdir', options.cwd);
      return {
        rc,
        signal: signalOf(rc),
        ...(guard.timedOut ? { timedOut: true } : {}),
        ...(result.truncated ? { truncated: true } : {}),
        stdout,
        stderr,
      };
    } catch (error) {
      if (!guard.killed) throw error;
      return {
        rc: 137,
        signal: 'SIGKILL',
        timedOut: guard.timedOut,
        stdout: Buffer.alloc(0),
        stderr: Buffer.alloc(0),
      };
    } finally {
      guard.end();
    }
  }

  shell(
    command: string,
    options: ExecOptions & { readonly executable?: string | undefined } = {},
  ): Promise<ExecResult> {
    return this.exec([options.executable ?? '/bin/sh', '-c', command], options);
  }

  async environment(): Promise<Readonly<Record<string, string>>> {
    this.shared.environment ??= this.shared.pool
      .run('if [ -r /proc/self/environ ]; then cat /proc/self/environ; else env; fi </dev/null', {
        quick: true,
      })
      .then(({ stdout }) => {
        const text = stdout.toString();
        const env: Record<string, string> = {};
        for (const line of text.split(text.includes('\0') ? '\0' : '\n')) {
          const eq = line.indexOf('=');
          if (eq > 0) env[line.slice(0, eq)] = line.slice(eq + 1);
        }
        return env;
      });
    this.shared.environment.catch(() => {
      this.shared.environment = undefined;
    });
    return { ...(await this.shared.environment), ...this.env };
  }

  async close(): Promise<void> {
    const left = [...this.shared.temporary].map(quotePath);
    this.shared.temporary.clear();
    await this.shared.pool.close(left.length > 0 ? `rm -rf ${left.join(' ')} </dev/null` : undefined);
  }
}
