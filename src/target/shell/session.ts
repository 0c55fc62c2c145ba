import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { ConnectionError } from '../../errors/ansible-error.ts';
import type { OutputLimit } from '../collected.ts';
import type { ByteChannel } from './channel.ts';
import { FrameReader } from './frame.ts';
import { prelude } from './prelude.ts';
import { pumpFile } from './pump.ts';

export interface RunOptions {
  /** A promise holds the host back until it is fulfilled. */
  readonly onStdout?: ((chunk: Uint8Array) => void | Promise<void>) | undefined;
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
  readonly discard?: boolean | undefined;
  readonly limit?: OutputLimit | undefined;
  /** Sent to the script's standard input once it runs, then the input ends, and with it the session. */
  readonly input?: ScriptInput | undefined;
  /** Answers at once: other scripts may be sent behind it without waiting for its answer. */
  readonly quick?: boolean | undefined;
}

/** A stream is made when the script runs. */
export type ScriptInput =
  | string
  | Uint8Array
  | { readonly file: string }
  | { readonly chunks: () => AsyncIterable<Uint8Array> };

export interface RunResult {
  readonly rc: number;
  readonly truncated?: boolean | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** A script that was sent and whose end has not come on both streams. */
interface Job {
  readonly out: FrameReader;
  readonly err: FrameReader;
  readonly quick: boolean;
  fail(reason: string): void;
}

/** One `sh` on the host that runs script after script, each framed by a marker nobody can guess. */
export class ShellSession {
  /** Process number of the shell, known once the first script has begun. */
  pid: number | undefined;
  /** False once it can take no further script: ended, broken, or something writes into it unasked. */
  usable = true;
  readonly #jobs: Job[] = [];
  #fresh = true;
  #reason: string | undefined;

  constructor(
    private readonly channel: ByteChannel,
    private readonly host: string,
  ) {
    channel.stdout.on('data', (c: Buffer) => this.#receive('out', c));
    channel.stderr.on('data', (c: Buffer) => this.#receive('err', c));
    channel.stdout.resume(); // who opened the channel may have paused it
    channel.stderr.resume();
    channel.stdin.on('error', () => {}); // told by `exited`
    channel.stdout.on('error', () => {});
    channel.stderr.on('error', () => {});
    void channel.exited.then(({ code, message }) => {
      this.usable = false;
      this.#reason =
        message ?? `the shell on the host ended unexpectedly${code === undefined ? '' : ` (rc ${code})`}`;
      this.#lose(this.#reason);
    });
  }

  /** Nothing is under way. */
  get idle(): boolean {
    return this.#jobs.length === 0;
  }
  /** What is under way answers at once, so that another script may be sent behind it. */
  get accepting(): boolean {
    return this.usable && this.#jobs.every((j) => j.quick);
  }

  #receive(side: 'out' | 'err', chunk: Buffer): void {
    let rest: Buffer | undefined = chunk;
    for (const job of [...this.#jobs]) {
      if (rest === undefined || rest.length === 0) return;
      if (!job[side].done) rest = job[side].push(rest);
    }
    // left behind by a command in the background
    if (rest !== undefined && rest.length > 0 && !this.#fresh) this.usable = false;
  }

  #lose(reason: string): void {
    for (const job of this.#jobs.splice(0)) job.fail(reason);
  }

  /**
   * Runs shell text; its exit code and output. The text must be complete shell syntax. Behind scripts that are under way
   * only where those are quick (`accepting`).
   */
  async run(script: string, options: RunOptions = {}): Promise<RunResult> {
    if (!this.#jobs.every((j) => j.quick)) throw new Error('a shell session runs one script at a time');
    const marker = `\x01${randomBytes(16).toString('hex')}`;
    const shown = marker.slice(1);
    return new Promise<RunResult>((resolve, reject) => {
      let rc = 0;
      const finish = (): void => {
        if (!out.done || !err.done) return;
        const at = this.#jobs.indexOf(job);
        if (at >= 0) this.#jobs.splice(at, 1);
        const truncated = out.truncated || err.truncated;
        resolve({ rc, ...(truncated ? { truncated } : {}), stdout: out.body(), stderr: err.body() });
      };
      const out: FrameReader = new FrameReader(marker, {
        begin: (head) => {
          this.pid = Number(head);
          if (options.input !== undefined) this.#feed(options.input);
        },
        data: (chunk) => {
          const wait = options.onStdout?.(chunk);
          if (!(wait instanceof Promise)) return;
          this.channel.stdout.pause();
          void wait.finally(() => this.channel.stdout.resume());
        },
        discard: options.discard,
        limit: options.limit,
        end: (tail) => {
          rc = Number(tail.trim());
          finish();
        },
      });
      const err: FrameReader = new FrameReader(marker, {
        data: options.onStderr,
        discard: options.discard,
        limit: options.limit,
        end: finish,
      });
      const job: Job = {
        out,
        err,
        quick: options.quick === true,
        fail: (reason) => {
          const said = [err.noise, err.body().toString(), out.noise].join('\n').trim();
          reject(
            new ConnectionError(
              `Connection to ${this.host} lost: ${reason}${said ? `: ${said.slice(-2000)}` : ''}`,
            ),
          );
        },
      };
      if (this.#reason !== undefined) {
        job.fail(this.#reason);
        return;
      }
      this.#jobs.push(job);
      const start = this.#fresh ? prelude : '';
      this.#fresh = false;
      if (options.input !== undefined) this.usable = false;
      // one compound command, so that the shell has read all of it before any of it can read input
      this.channel.stdin.write(`${start}{ _ats_b ${shown}\n${script}\n_ats_e ${shown}\n}\n`);
    });
  }

  #feed(input: ScriptInput): void {
    const { stdin } = this.channel;
    if (typeof input === 'string' || input instanceof Uint8Array) {
      stdin.end(input);
      return;
    }
    if ('file' in input) {
      pumpFile(input.file, stdin).catch((error: Error) =>
        this.#broken(`reading ${input.file}: ${error.message}`),
      );
      return;
    }
    const source = Readable.from(input.chunks(), { objectMode: false });
    source.on('error', (error: Error) => this.#broken(error.message));
    stdin.once('close', () => source.destroy());
    source.pipe(stdin);
  }

  /** The caller opened it before; a read error now must not leave a short file that looks whole. */
  #broken(reason: string): void {
    this.#lose(reason);
    this.channel.close();
  }

  /** Ends the shell in order; what it keeps in its trap (temporary files) goes with it. */
  async end(): Promise<void> {
    this.usable = false;
    this.channel.stdin.end();
    const timer = setTimeout(() => this.channel.close(), 5000);
    await this.channel.exited;
    clearTimeout(timer);
  }

  /** Lets it go without its trap. */
  abandon(): void {
    this.usable = false;
    if (this.#fresh) this.channel.close();
    else this.channel.stdin.end('trap - 0\nexit\n');
  }

  close(): void {
    this.usable = false;
    this.channel.close();
  }
}
