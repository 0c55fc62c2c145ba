import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
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

type Answer = { readonly value: Wire } | { readonly error: PluginError };
/** Answers what a plugin asks while it runs; throws for an error. */
export type Ask = (what: string, value: Wire) => Promise<Wire>;

interface Call {
  readonly done: (answer: Answer) => void;
  readonly lost: (why: Error) => void;
  readonly ask: Ask;
}

export type Say = (how: string, text: string, detail: Wire) => void;

const start = `import os, sys
_in = os.fdopen(3, 'rb'); _out = os.fdopen(4, 'wb')
import json, types
_files = json.loads(_in.readline().decode('utf-8'))
_m = types.ModuleType('ansible_ts'); sys.modules['ansible_ts'] = _m; _m.__file__ = '<ansible-ts>/ansible_ts.py'
exec(compile(_files['ansible_ts'][0], _m.__file__, 'exec', 0, True), _m.__dict__)
_m.start(_files, _in, _out)
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

/** The one Python process that runs plugins; it ends when its pipes close. */
export class PluginProcess {
  readonly #calls = new Map<number, Call>();
  #next = 0;
  #child: ChildProcess;
  #in: Writable;
  #ended: Error | undefined;

  private constructor(
    python: string,
    env: Readonly<Record<string, string | undefined>>,
    private readonly say: Say,
  ) {
    this.#child = spawn(python, ['-c', start], {
      env: env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    });
    this.#in = this.#child.stdio[3] as Writable;
    const out = this.#child.stdio[4] as Readable;
    this.#in.on('error', () => {});
    let rest: Buffer[] = [];
    out.on('data', (chunk: Buffer) => {
      let from = 0;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
        rest.push(chunk.subarray(from, at));
        const line = rest.length === 1 ? (rest[0] as Buffer) : Buffer.concat(rest);
        rest = [];
        from = at + 1;
        this.#take(JSON.parse(line.toString('utf8')) as Record<string, Wire>);
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    });
    out.on('error', () => {});
    this.#child.on('error', (e) => this.#end(`${python} could not be started: ${e.message}`));
    this.#child.on('close', (code, signal) => this.#end(signal ? `signal ${signal}` : `exit code ${code}`));
    this.#hold(false);
  }

  static async start(
    python: string,
    env: Readonly<Record<string, string | undefined>>,
    say: Say,
  ): Promise<PluginProcess> {
    const files: Record<string, [string, boolean]> = {};
    for (const [path, text] of await supportSources()) {
      const isPackage = path.endsWith('/__init__.py');
      const name = path.slice(0, isPackage ? -12 : -3).replaceAll('/', '.');
      files[name] = [text, isPackage];
    }
    const process = new PluginProcess(python, env, say);
    process.#write(files);
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
      void this.#reply(message['ask'], String(message['what']), message['value'] ?? null);
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
