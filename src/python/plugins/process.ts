import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, readSync, writeSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { AnsibleError } from '../../errors/ansible-error.ts';
import type { Wire } from './codec.ts';
import { supportSources } from './sources.ts';

/** An exception as Python told it. */
export interface PluginError {
  readonly type: string;
  readonly message: string;
  /** Names of its class and of those above it. */
  readonly bases: readonly string[];
  readonly trace: string;
}

export type Answer = { readonly value: Wire } | { readonly error: PluginError };
/** Answers what a plugin asks while it runs; throws for an error. */
export type Ask = (what: string, value: Wire) => Promise<Wire>;

interface Call {
  readonly done: (answer: Answer) => void;
  readonly lost: (why: Error) => void;
  readonly ask: Ask;
}

export type Say = (how: string, text: string, detail: Wire) => void;

/** What `python -c` runs: reads the packed files from descriptor 3 and serves. The word `callbacks` as argument serves those. */
export const startScript = `import os, sys
_in = os.fdopen(3, 'rb'); _out = os.fdopen(4, 'wb')
import json, types
_files = json.loads(_in.readline().decode('utf-8'))
_m = types.ModuleType('ansible_ts'); sys.modules['ansible_ts'] = _m; _m.__file__ = '<ansible-ts>/ansible_ts.py'
exec(compile(_files['ansible_ts'][0], _m.__file__, 'exec', 0, True), _m.__dict__)
_m.start(_files, _in, _out, 'callbacks' in sys.argv[1:])
`;

/** Where Python 3 is on the control node: ANSIBLE_TS_PYTHON, or the first of the usual names on PATH. */
export function controlPython(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = env['ANSIBLE_TS_PYTHON'];
  const runs = (path: string): boolean => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const places = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter).filter((d) => d !== '');
  const find = (name: string): string | undefined =>
    name.includes('/') ? (runs(name) ? name : undefined) : places.map((d) => join(d, name)).find(runs);
  if (given) return find(given);
  return (
    find('python3') ?? (runs('/usr/libexec/platform-python') ? '/usr/libexec/platform-python' : undefined)
  );
}

/** The Python files that the process may import, by module name: text and whether it is a package. */
export async function packedFiles(): Promise<Record<string, [string, boolean]>> {
  const files: Record<string, [string, boolean]> = {};
  for (const [path, text] of await supportSources()) {
    const isPackage = path.endsWith('/__init__.py');
    const name = path.slice(0, isPackage ? -12 : -3).replaceAll('/', '.');
    files[name] = [text, isPackage];
  }
  return files;
}

/** The one Python process that runs plugins; it ends when its pipes close. */
export class PluginProcess {
  readonly #calls = new Map<number, Call>();
  #next = 0;
  #child: ChildProcess;
  #in: Writable;
  #ended: Error | undefined;
  #rest: Buffer[] = [];
  /** Inside the stream's reader: what it holds comes before what the pipe holds. */
  #reading = false;
  #asked = 0;

  private constructor(
    python: string,
    env: Readonly<Record<string, string | undefined>>,
    private readonly say: Say,
  ) {
    this.#child = spawn(python, ['-c', startScript], {
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    });
    this.#in = this.#child.stdio[3] as Writable;
    const out = this.#child.stdio[4] as Readable;
    this.#in.on('error', () => {});
    out.on('data', (chunk: Buffer) => {
      this.#reading = true;
      this.#lines(chunk);
      this.#reading = false;
    });
    out.on('error', () => {});
    this.#child.on('error', (e) => this.#end(`${python} could not be started: ${e.message}`));
    this.#child.on('close', (code, signal) => this.#end(signal ? `signal ${signal}` : `exit code ${code}`));
    this.#hold(false);
  }

  /** Takes in what came: every whole line is a message. */
  #lines(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      this.#rest.push(chunk.subarray(from, at));
      const line = this.#rest.length === 1 ? (this.#rest[0] as Buffer) : Buffer.concat(this.#rest);
      this.#rest = [];
      from = at + 1;
      this.#take(JSON.parse(line.toString('utf8')) as Record<string, Wire>);
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
  }

  static async start(
    python: string,
    env: Readonly<Record<string, string | undefined>>,
    say: Say,
  ): Promise<PluginProcess> {
    const process = new PluginProcess(python, env, say);
    process.#write(await packedFiles());
    return process;
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** Sends a request and waits for its answer, serving what the plugin asks meanwhile. */
  call(request: Readonly<Record<string, Wire>>, ask: Ask): Promise<Answer> {
    return new Promise((done, lost) => {
      if (this.#ended) {
        lost(this.#ended);
        return;
      }
      const id = ++this.#next;
      this.#calls.set(id, { done, lost, ask });
      this.#hold(true);
      this.#write({ ...request, id });
    });
  }

  /**
   * The same without leaving the stack, where the answer comes within some milliseconds and nothing is asked: an
   * evaluation with many calls would else begin anew for each of them. Otherwise the promise of the answer.
   */
  callNow(request: Readonly<Record<string, Wire>>, ask: Ask): Answer | Promise<Answer> {
    const [input, output] = [pipeOf(this.#in), pipeOf(this.#child.stdio[4])];
    if (this.#reading || this.#in.writableLength > 0 || input === undefined || output === undefined)
      return this.call(request, ask);
    const got: { answer?: Answer } = {};
    const promise = new Promise<Answer>((done, lost) => {
      const id = ++this.#next;
      const keep = (a: Answer): void => {
        got.answer = a;
        done(a);
      };
      this.#calls.set(id, { done: keep, lost, ask });
      this.#hold(true);
      const line = Buffer.from(`${JSON.stringify({ ...request, id })}\n`);
      const sent = line.length > 60_000 ? 0 : writeSome(input, line);
      if (sent < line.length) this.#in.write(line.subarray(sent));
    });
    if (this.#in.writableLength > 0) return promise;
    const calls = this.#calls.size;
    chunk ??= Buffer.allocUnsafe(65_536);
    for (let waited = 0, asked = this.#asked; got.answer === undefined && waited < 100; ) {
      const n = readSome(output, chunk);
      if (n === 0) break;
      if (n < 0) waited += pause();
      else this.#lines(Buffer.from(chunk.subarray(0, n)));
      if (this.#asked !== asked || this.#calls.size > calls) break;
    }
    return got.answer ?? promise;
  }

  /** The run's end does not wait for an idle process. */
  #hold(busy: boolean): void {
    const all = [this.#child, this.#child.stdio[3], this.#child.stdio[4]];
    for (const x of all as unknown as Array<{ ref?(): void; unref?(): void }>) {
      if (busy) x.ref?.();
      else x.unref?.();
    }
  }

  #write(message: object): void {
    this.#in.write(`${JSON.stringify(message)}\n`);
  }

  #take(message: Record<string, Wire>): void {
    if (typeof message['say'] === 'string') {
      this.say(message['say'], String(message['text']), message['detail'] ?? null);
      return;
    }
    if (typeof message['ask'] === 'number') {
      this.#asked++;
      const [id, what, value] = [message['ask'], String(message['what']), message['value'] ?? null];
      void Promise.resolve().then(() => this.#reply(id, what, value));
      return;
    }
    const call = this.#calls.get(message['id'] as number);
    this.#calls.delete(message['id'] as number);
    if (this.#calls.size === 0) this.#hold(false);
    call?.done(message as unknown as Answer);
  }

  async #reply(id: number, what: string, value: Wire): Promise<void> {
    try {
      this.#write({ reply: id, value: (await this.#calls.get(id)?.ask(what, value)) ?? null });
    } catch (e) {
      const error = e as { pyType?: string; pyClass?: string; message: string };
      this.#write({
        reply: id,
        error: { type: error.pyType ?? error.pyClass ?? 'AnsibleError', message: error.message },
      });
    }
  }

  #end(how: string): void {
    this.#ended ??= new AnsibleError(`The Python process that runs plugins ended (${how})`, {
      kind: 'plugin-not-found',
    });
    for (const call of this.#calls.values()) call.lost(this.#ended);
    this.#calls.clear();
    this.#hold(false);
  }
}

let chunk: Buffer | undefined;

/** The descriptor behind a child's pipe. */
function pipeOf(stream: unknown): number | undefined {
  const fd = (stream as { _handle?: { fd?: number } } | null)?._handle?.fd;
  return fd !== undefined && fd >= 0 ? fd : undefined;
}

const isAgain = (e: unknown): boolean => (e as { code?: string }).code === 'EAGAIN';

/** Bytes written, as many as the pipe takes at once. */
function writeSome(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch {
    return 0; // the stream writes the rest, or tells what is wrong
  }
}

/** Bytes read, 0 at the end, -1 where there are none yet. */
function readSome(fd: number, chunk: Buffer): number {
  try {
    return readSync(fd, chunk);
  } catch (e) {
    return isAgain(e) ? -1 : 0;
  }
}

const nothing = new Int32Array(new SharedArrayBuffer(4));
/** Sleeps a little; the milliseconds. */
function pause(): number {
  Atomics.wait(nothing, 0, 0, 0.05);
  return 0.05;
}
