import { type ChildProcess, spawn } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { AnsibleError } from '../../errors/ansible-error.ts';
import type { Wire } from './codec.ts';
import { PluginExit } from './plugin-exit.ts';
import { type PluginError, packedFiles, startScript } from './process.ts';

/** What the process may say or ask at any time; both are answered at once. */
export interface CallbackHost {
  say(how: string, text: string, detail: Wire): void;
  /** Throws PyError where it does not know. */
  ask(what: string, value: Wire): Wire;
}

export type CallbackAnswer = { readonly value: Wire } | { readonly error: PluginError };

/**
 * The Python process that runs callback plugins. A call waits for its answer without leaving the stack, as what a
 * plugin says has to stand before the run's next line; what it says or asks meanwhile is served at once.
 */
export class CallbackProcess {
  #child: ChildProcess;
  #host: CallbackHost;
  #rest: Buffer[] = [];
  #answers: Array<CallbackAnswer | { readonly exit: number }> = [];
  #ended: string | undefined;
  readonly #closed: Promise<void>;

  private constructor(child: ChildProcess, host: CallbackHost) {
    this.#child = child;
    this.#host = host;
    const out = child.stdio[4] as Readable;
    // what threads of plugins say between two calls
    out.on('data', (chunk: Buffer) => this.#lines(chunk));
    out.on('error', () => {});
    child.stdio[3]?.on('error', () => {});
    this.#closed = new Promise((done) => {
      child.on('error', (e) => {
        this.#ended ??= e.message;
        done();
      });
      child.on('close', (code, signal) => {
        this.#ended ??= signal ? `signal ${signal}` : `exit code ${code}`;
        done();
      });
    });
    for (const x of [child, child.stdio[3], child.stdio[4]] as unknown as Array<{ unref?(): void }>)
      x.unref?.();
  }

  static async start(
    python: string,
    env: Readonly<Record<string, string | undefined>>,
    host: CallbackHost,
  ): Promise<CallbackProcess> {
    const child = spawn(python, ['-c', startScript, 'callbacks'], {
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
      // signals of the terminal reach it by us, once
      detached: true,
    });
    const process = new CallbackProcess(child, host);
    process.#write((await packedFiles()) as unknown as Wire);
    return process;
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Sends a request and waits for its answer. Throws AnsibleError where the process is gone, PluginExit. */
  call(request: Readonly<Record<string, Wire>>): CallbackAnswer {
    this.#write(request);
    const fd = pipeOf(this.#child.stdio[4]);
    const chunk = Buffer.allocUnsafe(65_536);
    for (let waits = 0; this.#answers.length === 0; ) {
      const n = fd === undefined ? 0 : readSome(fd, chunk);
      if (n === 0) throw this.#gone();
      if (n < 0) sleep(waits++ < 200 ? 0.05 : waits < 1000 ? 0.5 : 2);
      else {
        waits = 0;
        this.#lines(Buffer.from(chunk.subarray(0, n)));
      }
    }
    const answer = this.#answers.shift()!;
    if ('exit' in answer) throw new PluginExit(answer.exit);
    return answer;
  }

  /** Lets the interpreter end as it does after a run (threads joined, atexit), and waits for it. */
  async close(): Promise<void> {
    this.#child.ref();
    (this.#child.stdio[4] as unknown as { ref?(): void }).ref?.();
    (this.#child.stdio[3] as Writable).end();
    await this.#closed;
  }

  /** Tells the process of a signal that ends the run. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #gone(): AnsibleError {
    this.#ended ??= '';
    return new AnsibleError(
      `The Python process that runs callback plugins ended${this.#ended === '' ? '' : ` (${this.#ended})`}`,
      { kind: 'plugin-not-found' },
    );
  }

  /** Whole lines only, and all of it before anything else. */
  #write(message: Wire): void {
    const fd = pipeOf(this.#child.stdio[3]);
    if (fd === undefined) throw this.#gone();
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(fd, bytes, at);
      } catch (e) {
        if ((e as { code?: string }).code !== 'EAGAIN') throw this.#gone();
        sleep(0.2);
      }
    }
  }

  #lines(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      this.#rest.push(chunk.subarray(from, at));
      const line = Buffer.concat(this.#rest);
      this.#rest = [];
      from = at + 1;
      this.#take(JSON.parse(line.toString('utf8')) as Record<string, Wire>);
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  #take(message: Record<string, Wire>): void {
    if (typeof message['say'] === 'string')
      this.#host.say(message['say'], String(message['text']), message['detail'] ?? null);
    else if (typeof message['ask'] === 'number') {
      const reply = message['ask'];
      try {
        this.#write({ reply, value: this.#host.ask(String(message['what']), message['value'] ?? null) });
      } catch (e) {
        const error = e as { pyType?: string; message: string };
        this.#write({ reply, error: { type: error.pyType ?? 'AnsibleError', message: error.message } });
      }
    } else this.#answers.push(message as unknown as CallbackAnswer);
  }
}

/** The descriptor behind a child's pipe. */
function pipeOf(stream: unknown): number | undefined {
  const fd = (stream as { _handle?: { fd?: number } } | null)?._handle?.fd;
  return fd !== undefined && fd >= 0 ? fd : undefined;
}

/** Bytes read, 0 at the end, -1 where there are none yet. */
function readSome(fd: number, chunk: Buffer): number {
  try {
    return readSync(fd, chunk);
  } catch (e) {
    return (e as { code?: string }).code === 'EAGAIN' ? -1 : 0;
  }
}

const nothing = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms: number): void => {
  Atomics.wait(nothing, 0, 0, ms);
};
