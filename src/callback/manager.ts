import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { PluginFile } from '../python/plugins/files.ts';
import { PluginExit } from '../python/plugins/plugin-exit.ts';
import type { RunContext } from '../run/context.ts';
import type { RunEvent } from '../run/events.ts';
import type { Value } from '../value/types.ts';
import type { Callback, CallbackContext, CallbackDefinition, CommandLine } from './define.ts';
import type { Display } from './display.ts';
import {
  type CallbackPlaces,
  callbackFiles,
  collectionCallback,
  isStdoutKind,
  staysAside,
} from './python/find.ts';
import type { PythonCallback, PythonCallbacks } from './python/index.ts';
import { callbackLoaders } from './registry.gen.ts';

export interface CallbackManagerOptions {
  readonly settings: Settings;
  readonly display: Display;
  readonly checkMode?: boolean;
  readonly commandLine?: CommandLine;
  /** Instead of the setting's (`_ansible_` commands of other kinds choose their own). */
  readonly stdoutCallback?: string;
  /** Directories of the playbooks and of the roles known so far: their callback_plugins/ is searched as well. */
  readonly pluginRoots?: readonly string[];
  /** The run, for plugins in Python, which are left aside where it is not given. */
  readonly run?: RunContext;
  /** The command line for plugins in Python: its words, and all options by name. */
  readonly argv?: readonly string[];
  readonly cliArgs?: ReadonlyMap<string, Value>;
  /** More to enable, beside CALLBACKS_ENABLED. */
  readonly enabled?: readonly string[];
}

type Loader = () => Promise<{ readonly default: CallbackDefinition }>;
const loaders: Readonly<Record<string, Loader>> = callbackLoaders;
const collections = ['ansible.builtin', 'ansible.posix', 'community.general'];

/** Stdout callbacks that community.general has had, and the options of `default` that stand in their place. */
const removed: Readonly<Record<string, string>> = {
  actionable: "'display_skipped_hosts = no' and 'display_ok_hosts = no' options",
  full_skip: "'display_skipped_hosts = no' option",
  stderr: "'display_failed_stderr = yes' option",
};

/** The full name of a callback, as Ansible finds it from a short one; undefined where we have none. */
export function callbackName(name: string): string | undefined {
  const plain = name.replace(/^ansible\.legacy\./, 'ansible.builtin.');
  if (loaders[plain] !== undefined) return plain;
  const last = plain.startsWith('ansible.builtin.') ? plain.slice('ansible.builtin.'.length) : plain;
  if (last.includes('.')) return undefined;
  return collections.map((c) => `${c}.${last}`).find((full) => loaders[full] !== undefined);
}

/** Tells at -vv of a callback that was found by its name of before the collections. */
function tellRedirect(name: string, full: string): void {
  const last = name.replace(/^ansible\.(?:builtin|legacy)\./, '');
  if (!last.includes('.') && full !== `ansible.builtin.${last}`)
    notices().verbose(2, `redirecting (type: callback) ansible.builtin.${last} to ${full}`);
}

/** Hands every event of the run to the stdout callback and to those enabled beside it, in order. */
export class CallbackManager {
  readonly #callbacks: Array<{ readonly name: string; readonly callback: Callback }> = [];
  #python: PythonCallbacks | undefined;

  /** Loads the callbacks that the settings name. Throws AnsibleError where the stdout one does not exist. */
  static async load(options: CallbackManagerOptions): Promise<CallbackManager> {
    const manager = new CallbackManager();
    try {
      await manager.#load(options);
    } catch (e) {
      await manager.close();
      throw e;
    }
    return manager;
  }

  async #load(options: CallbackManagerOptions): Promise<void> {
    const { settings } = options;
    const wanted = options.stdoutCallback ?? settings.text('DEFAULT_STDOUT_CALLBACK');
    const enabled = [...settings.list('CALLBACKS_ENABLED'), ...(options.enabled ?? [])];
    const plugins = new PluginSearch(options);
    const stdoutFile = plugins.named(wanted);
    const stdout = stdoutFile === undefined ? callbackName(wanted) : undefined;
    if (stdoutFile !== undefined) {
      this.#python = await plugins.start(stdoutFile);
      this.#callbacks.push({
        name: wanted,
        callback: this.#python.together([this.#python.stdout(stdoutFile, wanted)]),
      });
    } else if (stdout !== undefined) {
      for (let i = 0; i < 2; i++) tellRedirect(wanted, stdout); // Ansible looks it up twice
      await this.#add(stdout, options);
    } else {
      const last = wanted.replace(/^community\.general\./, '');
      if (removed[last] !== undefined)
        notices().deprecated(
          `community.general.${last} has been removed. Use the 'default' callback plugin with ${removed[last]}`,
          { removed: true, version: '2.0.0', collection: 'community.general' },
        );
      throw new AnsibleError(`Invalid callback for stdout specified: ${wanted}`);
    }

    const found = await this.#unasked(plugins, enabled);
    const more: Array<{ name: string; full: string } | { name: string; file: PluginFile }> = [];
    for (const name of enabled) {
      if (plugins.files.some((f) => f.name === plain(name))) continue; // among those found
      const full = callbackName(name);
      const file = full === undefined ? plugins.named(name) : undefined;
      if (full !== undefined) {
        tellRedirect(name, full);
        more.push({ name, full });
      } else if (file !== undefined) more.push({ name, file });
      else notices().warning(`Skipping callback plugin '${name}', unable to load`);
    }
    const group: PythonCallback[] = [];
    const python = this.#python;
    const endGroup = (): void => {
      if (group.length > 0 && this.#python !== undefined)
        this.#callbacks.push({ name: 'python', callback: this.#python.together(group.splice(0)) });
    };
    for (const { file, kind } of found) {
      if (kind.type === 'stdout') {
        tellSkipped(file.name);
        continue;
      }
      const asked = enabled.some((e) => plain(e) === file.name);
      if (kind.needs && !asked) continue;
      const made = python?.plugin(file, file.name, asked ? [file.name] : []);
      if (made !== undefined) group.push(made);
    }
    for (const name of ['default', 'minimal', 'oneline']) tellSkipped(name);
    const seen = new Set([stdout]);
    for (const one of more) {
      if ('file' in one) {
        this.#python ??= await plugins.start(one.file);
        const kind = this.#python.look(one.file);
        if (kind?.type === 'stdout') tellSkipped(one.name);
        else if (kind !== undefined) {
          const made = this.#python.plugin(one.file, one.name, [one.name]);
          if (made !== undefined) group.push(made);
        }
        continue;
      }
      if (seen.has(one.full)) continue;
      seen.add(one.full);
      const { default: definition } = await loaders[one.full]!();
      if (definition.type === 'stdout') {
        tellSkipped(one.name);
        continue;
      }
      endGroup();
      try {
        await this.#add(one.full, options);
      } catch (e) {
        // as in Ansible, a callback beside the stdout one is left out where its options are wrong
        notices().warning(`Skipping callback '${one.name}', unable to load due to: ${(e as Error).message}`);
      }
    }
    endGroup();
  }

  /** The plugins of the playbook, its roles and the settings' folders that could run; Python starts for these only. */
  async #unasked(
    plugins: PluginSearch,
    enabled: readonly string[],
  ): Promise<Array<{ file: PluginFile; kind: { type: string; needs: boolean } }>> {
    const names = new Set(enabled.map(plain));
    const start = plugins.files.find((f) => names.has(f.name) || !staysAside(f));
    if (start !== undefined) this.#python ??= await plugins.start(start);
    if (this.#python === undefined) {
      for (const f of plugins.files) if (isStdoutKind(f)) tellSkipped(f.name);
      return [];
    }
    const python = this.#python;
    return plugins.files.flatMap((file) => {
      const kind = python.look(file);
      return kind === undefined ? [] : [{ file, kind }];
    });
  }

  async #add(name: string, options: CallbackManagerOptions): Promise<void> {
    const { default: definition } = await loaders[name]!();
    this.#callbacks.push({ name, callback: await definition.create(contextOf(name, options)) });
  }

  /**
   * Tells one event. A callback that fails is told of and does not end the run; one in Python that calls sys.exit does
   * (PluginExit).
   */
  emit(event: RunEvent): void {
    for (const { name, callback } of this.#callbacks) {
      try {
        callback.on(event);
      } catch (e) {
        if (e instanceof PluginExit) throw e;
        notices().warning(
          `Failure using method (v2_${event.type}) in callback plugin (${name}): ${(e as Error).message}`,
        );
      }
    }
  }

  /** Lets plugins in Python finish: their threads, and what they do at exit. */
  async close(): Promise<void> {
    await this.#python?.close();
  }

  /** Tells plugins in Python that the run was interrupted. */
  async interrupt(): Promise<void> {
    this.#python?.kill('SIGINT');
    await this.close();
  }
}

const plain = (name: string): string => name.replace(/^ansible\.legacy\./, '');
const tellSkipped = (name: string): void =>
  notices().verbose(2, `Skipping callback '${name}', as we already have a stdout callback.`);

/** Finds the plugins in Python that a run may use, and starts what runs them. */
class PluginSearch {
  readonly files: readonly PluginFile[];
  readonly #places: CallbackPlaces | undefined;

  constructor(private readonly options: CallbackManagerOptions) {
    const { run, settings } = options;
    if (run !== undefined)
      this.#places = {
        settings,
        roots: [...new Set([...(options.pluginRoots ?? []), ...run.registry.pluginRoots])],
        collectionRoots: [join(run.loader.basedir, 'collections'), ...settings.list('COLLECTIONS_PATHS')],
      };
    this.files = this.#places === undefined ? [] : callbackFiles(this.#places);
  }

  /** The file that a name means; one of a collection only where we have no callback of that name ourselves. */
  named(name: string): PluginFile | undefined {
    const short = plain(name);
    if (!short.includes('.')) return this.files.find((f) => f.name === short);
    return this.#places === undefined || callbackName(short) !== undefined
      ? undefined
      : collectionCallback(short, this.#places);
  }

  async start(wanted: PluginFile): Promise<PythonCallbacks> {
    const { settings, display, run, argv, cliArgs } = this.options;
    if (run === undefined || this.#places === undefined) throw new AnsibleError('there is no run');
    const { PythonCallbacks: Callbacks } = await import('./python/index.ts');
    return Callbacks.start(`'${wanted.name}' (${wanted.path})`, {
      world: { run, settings, display, cliArgs: cliArgs ?? new Map(), plays: new Map(), play: undefined },
      write: (fd, text) => display.output.add(fd, text),
      flush: () => display.flush(),
      collectionRoots: this.#places.collectionRoots
        .map((r) => (r.endsWith('ansible_collections') ? r : join(r, 'ansible_collections')))
        .filter((r) => existsSync(r)),
      argv: argv ?? [],
    });
  }
}

function contextOf(name: string, options: CallbackManagerOptions): CallbackContext {
  const { settings, display } = options;
  return {
    setting: (option) => settings.plugin('callback', name, option) as Value,
    core: (setting) => settings.get(setting) as Value,
    display,
    verbosity: display.verbosity,
    checkMode: options.checkMode ?? false,
    commandLine: options.commandLine,
  };
}
