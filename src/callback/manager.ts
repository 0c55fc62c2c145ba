import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { RunEvent } from '../run/events.ts';
import type { Value } from '../value/types.ts';
import type { Callback, CallbackContext, CallbackDefinition, CommandLine } from './define.ts';
import { callbackLoaders } from './registry.gen.ts';
import type { DisplaySurface } from './support/surface.ts';

export interface CallbackManagerOptions {
  readonly settings: Settings;
  readonly display: DisplaySurface;
  readonly checkMode?: boolean;
  readonly commandLine?: CommandLine;
  /** Instead of the setting's (`_ansible_` commands of other kinds choose their own). */
  readonly stdoutCallback?: string;
  /** Directories of the playbooks and of the roles known so far: their callback_plugins/ is searched as well. */
  readonly pluginRoots?: readonly string[];
  /** More to enable, beside CALLBACKS_ENABLED. */
  readonly enabled?: readonly string[];
}

type Loader = () => Promise<{ readonly default: CallbackDefinition }>;
const loaders: Readonly<Record<string, Loader>> = callbackLoaders;
const collections = ['ansible.builtin', 'ansible.posix', 'community.general'];

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

  /** Loads the callbacks that the settings name. Throws AnsibleError where the stdout one does not exist. */
  static async load(options: CallbackManagerOptions): Promise<CallbackManager> {
    const manager = new CallbackManager();
    const { settings } = options;
    const wanted = options.stdoutCallback ?? settings.text('DEFAULT_STDOUT_CALLBACK');
    const stdout = callbackName(wanted);
    if (stdout === undefined)
      throw new AnsibleError(`Invalid callback for stdout specified: ${wanted}`, {
        hint: pythonHint(wanted, settings),
      });
    for (let i = 0; i < 2; i++) tellRedirect(wanted, stdout); // Ansible looks it up twice
    await manager.#add(stdout, options);
    const enabled = [...settings.list('CALLBACKS_ENABLED'), ...(options.enabled ?? [])].map((name) => ({
      name,
      full: callbackName(name),
    }));
    for (const { name, full } of enabled) if (full !== undefined) tellRedirect(name, full);
    for (const name of ['default', 'minimal', 'oneline'])
      notices().verbose(2, `Skipping callback '${name}', as we already have a stdout callback.`);
    const seen = new Set([stdout]);
    for (const { name, full } of enabled) {
      if (full === undefined) {
        notices().warning(`Skipping callback plugin '${name}', unable to load`);
        const hint = pythonHint(name, settings);
        if (hint !== undefined) notices().warning(hint);
        continue;
      }
      if (seen.has(full)) continue;
      seen.add(full);
      const { default: definition } = await loaders[full]!();
      if (definition.type === 'stdout') {
        notices().verbose(2, `Skipping callback '${name}', as we already have a stdout callback.`);
        continue;
      }
      await manager.#add(full, options);
    }
    for (const file of pythonPlugins(options))
      notices().warning(
        `${file} is a callback plugin written in Python, which ansible-ts does not run: nothing is told to it`,
      );
    return manager;
  }

  async #add(name: string, options: CallbackManagerOptions): Promise<void> {
    const { default: definition } = await loaders[name]!();
    this.#callbacks.push({ name, callback: await definition.create(contextOf(name, options)) });
  }

  /** Tells one event. A callback that fails is told of and does not end the run. */
  emit(event: RunEvent): void {
    for (const { name, callback } of this.#callbacks) {
      try {
        callback.on(event);
      } catch (e) {
        notices().warning(
          `Failure using method (v2_${event.type}) in callback plugin (${name}): ${(e as Error).message}`,
        );
      }
    }
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

/** Python plugins that Ansible would run unasked: of the user's directories, of no stdout kind, not to be enabled first. */
function pythonPlugins({ settings, pluginRoots }: CallbackManagerOptions): string[] {
  const dirs = new Set([
    ...settings.list('DEFAULT_CALLBACK_PLUGIN_PATH'),
    ...(pluginRoots ?? []).map((d) => join(d, 'callback_plugins')),
  ]);
  const found: string[] = [];
  for (const dir of dirs) {
    let names: string[];
    try {
      names = readdirSync(dir);
    } catch {
      continue; // not there, or not ours to read
    }
    for (const name of names.sort()) {
      if (!name.endsWith('.py') || name.startsWith('_')) continue;
      const file = join(dir, name);
      const text = readFileSync(file, 'utf8');
      if (/^\s*CALLBACK_NEEDS_(?:ENABLED|WHITELIST)\s*=\s*True/m.test(text)) continue;
      if (/^\s*CALLBACK_TYPE\s*=\s*['"]stdout['"]/m.test(text)) continue;
      if (callbackName(name.slice(0, -3)) === undefined) found.push(file);
    }
  }
  return found;
}

/** What to say where a callback of this name exists as a Python plugin of the user. */
function pythonHint(name: string, settings: Settings): string | undefined {
  const last = name.slice(name.lastIndexOf('.') + 1);
  for (const dir of settings.list('DEFAULT_CALLBACK_PLUGIN_PATH')) {
    const file = join(dir, `${last}.py`);
    if (existsSync(file) || (existsSync(dir) && readdirSync(dir).includes(`${last}.py`)))
      return `${file} is a callback plugin written in Python, which ansible-ts does not run; available: ${Object.keys(loaders).sort().join(', ')}`;
  }
  return undefined;
}
