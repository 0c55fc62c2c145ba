import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ConnectionError } from '../../errors/ansible-error.ts';
import type { ByteChannel } from './channel.ts';
import { FrameReader } from './frame.ts';
import { prelude } from './prelude.ts';

export interface RunOptions {
  readonly onStdout?: ((chunk: Uint8Array) => void) | undefined;
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
  readonly discard?: boolean | undefined;
  /** Sent to the script's standard input once it runs, then the input ends, and with it the session. */
  readonly input?: string | Uint8Array | { readonly file: string } | undefined;
}

export interface RunResult {
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** One `sh` on the host that runs script after script, each framed by a marker nobody can guess. */
export class ShellSession {
  /** Process number of the shell, known once the first script has begun. */
  pid: number | undefined;
  /** False once it can take no further script: ended, broken, or something writes into it unasked. */
  usable = true;
  #busy = false;
  #fresh = true;
  #stdout: ((chunk: Buffer) => void) | undefined;
  #stderr: ((chunk: Buffer) => void) | undefined;
  #lost: ((reason: string) => void) | undefined;
  #reason: string | undefined;

  constructor(
    private readonly channel: ByteChannel,
    private readonly host: string,
  ) {
    channel.stdout.on('data', (c: Buffer) => this.#receive(this.#stdout, c));
    channel.stderr.on('data', (c: Buffer) => this.#receive(this.#stderr, c));
    channel.stdout.resume(); // who opened the channel may have paused it
    channel.stderr.resume();
    channel.stdin.on('error', () => {}); // told by `exited`
    channel.stdout.on('error', () => {});
    channel.stderr.on('error', () => {});
    void channel.exited.then(({ code, message }) => {
      this.usable = false;
      this.#reason =
        message ?? `the shell on the host ended unexpectedly${code === undefined ? '' : ` (rc ${code})`}`;
      this.#lost?.(this.#reason);
    });
  }

  #receive(reader: ((chunk: Buffer) => void) | undefined, chunk: Buffer): void {
    if (reader) reader(chunk);
    else if (this.#busy || !this.#fresh) this.usable = false; // left behind by a command in the background
  }

  /** Runs shell text; its exit code and output. The text must be complete shell syntax. */
  async run(script: string, options: RunOptions = {}): Promise<RunResult> {
    if (this.#busy) throw new Error('a shell session runs one script at a time');
    this.#busy = true;
    const marker = `\x01${randomBytes(16).toString('hex')}`;
    const shown = marker.slice(1);
    try {
      return await new Promise<RunResult>((resolve, reject) => {
        let rc = 0;
        const finish = (): void => {
          if (out.done && err.done) resolve({ rc, stdout: out.body(), stderr: err.body() });
        };
        const out: FrameReader = new FrameReader(marker, {
          begin: (head) => {
            this.pid = Number(head);
            if (options.input !== undefined) this.#feed(options.input);
          },
          data: options.onStdout,
          discard: options.discard,
          end: (tail) => {
            rc = Number(tail.trim());
            finish();
          },
        });
        const err: FrameReader = new FrameReader(marker, {
          data: options.onStderr,
          discard: options.discard,
          end: finish,
        });
        const surplus = (rest: Buffer | undefined): void => {
          if (rest !== undefined && rest.length > 0) this.usable = false;
        };
        this.#stdout = (c) => surplus(out.push(c));
        this.#stderr = (c) => surplus(err.push(c));
        this.#lost = (reason) => {
          const said = [err.noise, err.body().toString(), out.noise].join('\n').trim();
          reject(
            new ConnectionError(
              `Connection to ${this.host} lost: ${reason}${said ? `: ${said.slice(-2000)}` : ''}`,
            ),
          );
        };
        if (this.#reason !== undefined) {
          this.#lost(this.#reason);
          return;
        }
        const start = this.#fresh ? prelude : '';
        this.#fresh = false;
        if (options.input !== undefined) this.usable = false;
        // one compound command, so that the shell has read all of it before any of it can read input
        this.channel.stdin.write(`${start}{ _ats_b ${shown}\n${script}\n_ats_e ${shown}\n}\n`);
      });
    } finally {
      this.#stdout = undefined;
      this.#stderr = undefined;
      this.#lost = undefined;
      this.#busy = false;
    }
  }

  #feed(input: string | Uint8Array | { readonly file: string }): void {
    const { stdin } = this.channel;
    if (typeof input === 'string' || input instanceof Uint8Array) {
      stdin.end(input);
      return;
    }
    const file = createReadStream(input.file, { highWaterMark: 256 * 1024 });
    file.on('error', (error) => {
      // the caller opened it before; a read error now must not leave a short file that looks whole
      this.#lost?.(`reading ${input.file}: ${error.message}`);
      this.channel.close();
    });
    file.pipe(stdin);
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
