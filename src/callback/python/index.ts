import { AnsibleError, UnexpectedError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { type CallbackAnswer, CallbackProcess } from '../../python/plugins/callback-process.ts';
import type { Wire } from '../../python/plugins/codec.ts';
import type { PluginFile } from '../../python/plugins/files.ts';
import { speak } from '../../python/plugins/index.ts';
import { controlPython, type PluginError } from '../../python/plugins/process.ts';
import type { RunEvent, RunEventType } from '../../run/events.ts';
import type { Callback } from '../define.ts';
import { askRun, type CallbackWorld } from './asks.ts';
import { eventWire, fields } from './encode-event.ts';

/** What a plugin's class says of itself. */
interface Kind {
  readonly type: string;
  readonly needs: boolean;
}

export interface PythonCallbackOptions {
  readonly world: CallbackWorld;
  /** Writes to descriptor 1 or 2 what a plugin printed, unchanged. */
  readonly write: (fd: 1 | 2, text: string) => void;
  /** Writes out all that waits. */
  readonly flush: () => void;
  readonly collectionRoots: readonly string[];
  readonly argv: readonly string[];
}

/** Callback plugins in Python: one process, which is told events and answers when its plugins are done with them. */
export class PythonCallbacks {
  readonly #process: CallbackProcess;
  readonly #options: PythonCallbackOptions;
  #made = 0;

  private constructor(process: CallbackProcess, options: PythonCallbackOptions) {
    this.#process = process;
    this.#options = options;
  }

  /** Starts the process. `wanted` names the plugin that it is started for. */
  static async start(wanted: string, options: PythonCallbackOptions): Promise<PythonCallbacks> {
    const { world } = options;
    const python = controlPython(world.settings.env);
    if (python === undefined)
      throw new AnsibleError(
        `The callback plugin ${wanted} is written in Python, and there is no Python 3 on the control node. Install one, or name it in ANSIBLE_TS_PYTHON.`,
        { kind: 'plugin-not-found' },
      );
    const process = await CallbackProcess.start(python, world.settings.env, {
      say: (how, text, detail) => {
        if (how === 'stdout' || how === 'stderr') options.write(how === 'stdout' ? 1 : 2, text);
        else speak(how, text, detail);
      },
      ask: (what, value) => askRun(world, what, value),
    });
    const callbacks = new PythonCallbacks(process, options);
    callbacks.#ask({
      do: 'begin',
      collections: [...options.collectionRoots],
      run: fields({
        verbosity: world.display.verbosity,
        columns: world.display.columns,
        argv: [...options.argv],
        tags: [...world.run.load.onlyTags],
        skip_tags: [...world.run.load.skipTags],
      }),
    });
    return callbacks;
  }

  #ask(request: Readonly<Record<string, Wire>>): CallbackAnswer {
    // what a plugin's own child writes comes after all that was said before
    this.#options.flush();
    return this.#process.call(request);
  }

  /** Reads a plugin's file; undefined, with Ansible's warning, where it is no callback plugin. */
  look(file: PluginFile): Kind | undefined {
    const answer = this.#ask({ do: 'import', path: file.path, name: file.module });
    if ('value' in answer) return answer.value as unknown as Kind;
    const { error } = answer;
    notices().warning(
      error.bases.includes('AttributeError') && error.message.includes("'CallbackModule'")
        ? `Skipping plugin (${file.path}) as it seems to be invalid: ${error.message}`
        : `Skipping plugin (${file.path}), cannot load: ${error.message}`,
    );
    return undefined;
  }

  /** The plugin that shows the run. Throws where it cannot be made. */
  stdout(file: PluginFile, name: string): PythonCallback {
    const answer = this.#ask({ do: 'import', path: file.path, name: file.module });
    const made = 'error' in answer ? answer : this.#make(file, [name]);
    if ('error' in made) {
      notices().verbose(3, made.error.trace.trimEnd());
      throw new UnexpectedError(made.error.message);
    }
    return made;
  }

  /** A plugin beside it; undefined where it disabled itself, or, with a warning, where it cannot be made. */
  plugin(file: PluginFile, name: string, names: readonly string[]): PythonCallback | undefined {
    const made = this.#make(file, names);
    if (!('error' in made)) return made.disabled ? undefined : made;
    notices().warning(`Skipping callback '${name}', unable to load due to: ${made.error.message}`);
    notices().verbose(3, made.error.trace.trimEnd());
    return undefined;
  }

  #make(file: PluginFile, names: readonly string[]): PythonCallback | { error: PluginError } {
    const key = ++this.#made;
    const answer = this.#ask({
      do: 'make',
      path: file.path,
      plugin: file.name,
      names: [...names],
      key,
    });
    if ('error' in answer) return answer;
    const { disabled, events } = answer.value as { disabled: boolean; events: string[] };
    return new PythonCallback(key, disabled, new Set(events as RunEventType[]));
  }

  /** One callback for plugins that stand one after the other: an event is one request for all of them. */
  together(plugins: readonly PythonCallback[]): Callback {
    const { world } = this.#options;
    let last: { event: RunEvent; wire: Wire | undefined } | undefined;
    return {
      on: (event) => {
        if (event.type === 'play_start' && event.play.source !== undefined) {
          world.play = event.play.source;
          world.plays.set(event.play.uuid, event.play.source);
        }
        const keys = plugins.filter((p) => p.events.has(event.type)).map((p) => p.key);
        if (keys.length === 0) return;
        if (last?.event !== event) last = { event, wire: eventWire(event, world.display) };
        if (last.wire === undefined) return;
        if (this.#process.ended) return; // told when it ended
        const answer = this.#ask({ do: 'event', event: event.type, keys, data: last.wire });
        if ('error' in answer) throw new Error(answer.error.message);
      },
    };
  }

  /** Lets the process end as Python does after a run. */
  async close(): Promise<void> {
    await this.#process.close();
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }
}

/** One plugin: its number in the process and the events that it has a method for. */
class PythonCallback {
  constructor(
    readonly key: number,
    readonly disabled: boolean,
    readonly events: ReadonlySet<RunEventType>,
  ) {}
}

export type { PythonCallback };
