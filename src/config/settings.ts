import { readFileSync } from 'node:fs';
import { AnsibleError, OptionsError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { type CoerceContext, coerce } from './coerce.ts';
import { findConfigFile } from './find-file.ts';
import { type IniFile, parseIniFile } from './ini-file.ts';
import { type Env, expandUser } from './paths.ts';
import { pyRepr } from './repr.ts';
import type { SettingDeprecation, SettingEntry, SettingRow, SettingType, SettingValue } from './setting.ts';
import { pluginRows, settingNames, settingRow } from './table.ts';

/** A value and where it came from: 'default', 'env: NAME', the path of a cfg file, 'cli', 'override', 'var: NAME'. */
export interface SettingResult {
  readonly value: SettingValue;
  readonly origin: string;
}

export interface SettingsOptions {
  readonly cwd?: string;
  readonly env?: Env;
  /** Home directory, where it is not `env.HOME`. */
  readonly home?: string;
}

/** All settings of one run. Values are made when first asked for. */
export class Settings {
  readonly configFile: string | undefined;
  readonly cwd: string;
  readonly env: Env;
  readonly #ini: IniFile;
  readonly #known = new Map<string, SettingResult>();
  readonly #overrides = new Map<string, SettingValue>();
  readonly #cli = new Map<string, SettingValue>();
  readonly #deprecated = new Map<string, SettingDeprecation>();

  constructor(cwd: string, env: Env, configFile: string | undefined, ini: IniFile) {
    this.cwd = cwd;
    this.env = env;
    this.configFile = configFile;
    this.#ini = ini;
  }

  /** The value of a setting by Ansible's name ("DEFAULT_FORKS"). */
  get(name: string): SettingValue {
    return this.result(name).value;
  }
  /** The value as text; '' for None. */
  text(name: string): string {
    const v = this.get(name);
    return v === null ? '' : String(v);
  }
  bool(name: string): boolean {
    const v = this.get(name);
    return v === true || (typeof v === 'number' && v !== 0);
  }
  /** The value as a number (int and float settings alike); 0 for None. */
  int(name: string): number {
    const v = this.get(name);
    return typeof v === 'number' ? v : Number(v ?? 0);
  }
  list(name: string): string[] {
    const v = this.get(name);
    return v === null ? [] : Array.isArray(v) ? v.map(String) : [String(v)];
  }
  origin(name: string): string {
    return this.result(name).origin;
  }
  has(name: string): boolean {
    return name === 'CONFIG_FILE' || settingRow(name) !== undefined;
  }
  /** The type of a setting; tells a float ('float') from an int. */
  type(name: string): SettingType {
    return settingRow(name)?.[0] ?? null;
  }
  names(): string[] {
    return settingNames();
  }

  /** What the command line decided; hides every other source. */
  setOverride(name: string, value: SettingValue): void {
    this.#overrides.set(name, value);
    this.#known.delete(name);
  }
  /** A command line option that options of plugins name as their source ("timeout", "ssh_common_args"). */
  setCli(option: string, value: SettingValue): void {
    this.#cli.set(option, value);
  }

  result(name: string): SettingResult {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const made = this.#make(name);
    this.#known.set(name, made);
    return made;
  }

  #make(name: string): SettingResult {
    const override = this.#overrides.get(name);
    if (override !== undefined) return { value: override, origin: 'override' };
    if (name === 'CONFIG_FILE') return { value: this.configFile ?? null, origin: '' };
    const row = settingRow(name);
    if (row === undefined)
      throw new AnsibleError(`Requested entry (setting: ${name} ) was not defined in configuration.`, {
        kind: 'config',
      });
    return this.#resolve(row, name, 'setting', undefined);
  }

  /**
   * The value of a plugin's option. `vars` gives a variable's value (templated) and is asked first; command line,
   * environment, cfg file and default follow.
   */
  plugin(
    kind: string,
    plugin: string,
    option: string,
    vars?: (name: string) => SettingValue | undefined,
  ): SettingValue {
    return this.pluginResult(kind, plugin, option, vars).value;
  }

  pluginResult(
    kind: string,
    plugin: string,
    option: string,
    vars?: (name: string) => SettingValue | undefined,
  ): SettingResult {
    const row = pluginRows(kind, plugin)?.[option];
    if (row === undefined)
      throw new AnsibleError(
        `Requested entry (plugin_type: ${kind} plugin: ${plugin} setting: ${option} ) was not defined in configuration.`,
        { kind: 'config' },
      );
    const label = `plugin_type: ${kind} plugin: ${shownPlugin(kind, plugin)} setting`;
    if (vars !== undefined) return this.#resolve(row, option, label, vars);
    const key = `${kind}\0${plugin}\0${option}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#resolve(row, option, label, undefined);
      this.#known.set(key, known);
    }
    return known;
  }

  /** Names of a plugin's options; empty for a plugin that is not known. */
  pluginOptions(kind: string, plugin: string): string[] {
    return Object.keys(pluginRows(kind, plugin) ?? {});
  }
  /** The variables that set an option, in order: the last one that is set wins. */
  pluginVars(kind: string, plugin: string, option: string): readonly string[] {
    return pluginRows(kind, plugin)?.[option]?.[4]?.vars ?? [];
  }
  /** The variables that set a core setting (ansible_python_interpreter ...). */
  settingVars(name: string): readonly string[] {
    return settingRow(name)?.[4]?.vars ?? [];
  }

  #resolve(
    row: SettingRow,
    name: string,
    label: string,
    vars: ((name: string) => SettingValue | undefined) | undefined,
  ): SettingResult {
    const [type, fallback, env, ini, extra] = row;
    let raw: SettingValue | undefined;
    let origin = '';
    const last = (
      names: readonly string[] | undefined,
      from: (n: string) => SettingValue | undefined,
      prefix: string,
    ) => {
      for (const n of names ?? []) {
        const v = from(n);
        if (v !== undefined && v !== null) {
          raw = v;
          origin = prefix + n;
        }
      }
    };
    if (vars !== undefined) last(extra?.vars, vars, 'var: ');
    if (raw === undefined) last(extra?.cli, (n) => this.#cli.get(n), 'cli: ');
    if (raw === undefined) {
      for (const e of env) {
        const v = this.env[nameOf(e)];
        if (v === undefined) continue;
        raw = v;
        origin = `env: ${nameOf(e)}`;
        this.#note(e, nameOf(e));
      }
    }
    if (raw === undefined && this.configFile !== undefined) {
      for (const e of ini) {
        const dot = nameOf(e).indexOf('.');
        const section = nameOf(e).slice(0, dot);
        const v = this.#ini.get(section)?.get(nameOf(e).slice(dot + 1));
        if (v === undefined) continue;
        raw = v;
        origin = this.configFile;
        this.#note(e, `[${section}]${nameOf(e).slice(dot + 1)}`);
      }
    }
    if (raw === undefined) {
      raw = this.#fallback(fallback);
      origin = 'default';
    } else if (extra?.deprecated !== undefined) this.#deprecated.set(name, extra.deprecated);
    const ctx: CoerceContext = {
      cwd: this.cwd,
      env: this.env,
      file: origin === this.configFile ? this.configFile : undefined,
    };
    let value: SettingValue;
    try {
      value = coerce(raw, type, ctx);
    } catch (e) {
      // An empty environment variable that does not fit counts as unset.
      if (!(origin.startsWith('env:') && raw === ''))
        throw new OptionsError(
          `Invalid type for configuration option ${label}: ${name} (from ${origin}): ${(e as Error).message}`,
          { kind: 'config' },
        );
      value = coerce(this.#fallback(fallback), type, ctx);
      origin = 'default';
    }
    const choices = extra?.choices;
    if (choices !== undefined && value !== null && origin !== 'default') {
      const bad = Array.isArray(value)
        ? value.find((v) => !choices.includes(String(v))) !== undefined
        : !choices.includes(String(value));
      if (bad)
        throw new OptionsError(
          `Invalid value "${Array.isArray(value) ? value.join(',') : value}" for configuration option "${label}: ${name} ", valid values are: ${choices.join(', ')}`,
          { kind: 'config' },
        );
    }
    return { value, origin };
  }

  /** What ansible.cfg says under `[section] key`, for options of plugins that no table has. */
  iniValue(section: string, key: string): string | undefined {
    return this.#ini.get(section)?.get(key);
  }

  /** Defaults may hold the two kinds of templates that Ansible's table has. */
  #fallback(value: SettingRow[1]): SettingValue {
    if (typeof value === 'string' && value.includes('{{')) {
      const home = /^\{\{\s*ANSIBLE_HOME ~ "(.*)"\s*\}\}$/.exec(value);
      if (home !== null) return this.text('ANSIBLE_HOME') + home[1];
      const rejected = /^\{\{\(REJECT_EXTS \+ \((.*)\)\)\}\}$/.exec(value);
      if (rejected !== null)
        return [...REJECT_EXTS, ...rejected[1]!.split(',').map((x) => x.trim().slice(1, -1))];
      return value;
    }
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return [...value] as SettingValue[];
    return new Map(Object.entries(value as Record<string, string>));
  }

  #note(entry: SettingEntry, shown: string): void {
    if (typeof entry !== 'string') this.#deprecated.set(shown, entry.deprecated);
  }

  /**
   * Makes every setting that has a value of its own, so that a wrong one is found at the start. Deprecations are
   * told by `tellDeprecations`.
   */
  validate(): void {
    for (const name of settingNames()) {
      const row = settingRow(name)!;
      const set =
        row[2].some((e) => this.env[nameOf(e)] !== undefined) ||
        (this.configFile !== undefined &&
          row[3].some((e) => {
            const dot = nameOf(e).indexOf('.');
            return this.#ini.get(nameOf(e).slice(0, dot))?.has(nameOf(e).slice(dot + 1)) === true;
          }));
      // A temporary directory is made when it is asked for, not before.
      if (set && row[0] !== 'tmppath' && row[0] !== 'tmp') this.result(name);
    }
  }

  /** Says which old names are in use ("[DEPRECATION WARNING]: ANSIBLE_CALLBACK_WHITELIST option, ..."), once. */
  tellDeprecations(): void {
    for (const [name, d] of this.#deprecated) {
      const other = d.alternatives === undefined ? '' : `, use ${d.alternatives} instead`;
      notices().deprecated(`${name} option, ${d.why}${other}`, {
        version: d.version,
        date: d.date,
        collection: d.collection,
      });
    }
    this.#deprecated.clear();
  }
}

/** A plugin as Ansible's errors about its options name it: a collection's callback by its module. */
function shownPlugin(kind: string, plugin: string): string {
  if (plugin.startsWith('ansible.builtin.')) return plugin.slice('ansible.builtin.'.length);
  const [namespace, collection, ...name] = plugin.split('.');
  return kind === 'callback' && name.length > 0
    ? `ansible_collections.${namespace}.${collection}.plugins.callback.${name.join('.')}`
    : plugin;
}

export const REJECT_EXTS = ['.pyc', '.pyo', '.swp', '.bak', '~', '.rpm', '.md', '.txt', '.rst'] as const;

const nameOf = (e: SettingEntry): string => (typeof e === 'string' ? e : e.name);

/**
 * Reads the configuration file that is in force and the environment. Throws AnsibleError (kind config; exit code 5)
 * for a file that cannot be read and for a value that does not fit.
 */
export function loadSettings(options: SettingsOptions = {}): Settings {
  const cwd = options.cwd ?? process.cwd();
  const base = options.env ?? process.env;
  const env = options.home === undefined ? base : { ...base, HOME: options.home };
  const file = findConfigFile(cwd, env, (m) => notices().warning(m));
  const settings = new Settings(cwd, env, file, file === undefined ? new Map() : readIni(file));
  settings.validate();
  return settings;
}

function readIni(file: string): IniFile {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EISDIR')
      throw new OptionsError(`[Errno 21] Is a directory: b${pyRepr(file)}`, { kind: 'config' });
    const why = e instanceof TypeError ? ' because the config file was not utf8 encoded' : '';
    throw new OptionsError(`Error reading config file (${file})${why}: ${(e as Error).message}`, {
      kind: 'config',
    });
  }
  try {
    return parseIniFile(text);
  } catch (e) {
    throw new OptionsError(`Error reading config file (${file}): ${(e as Error).message}`, {
      kind: 'config',
    });
  }
}

export { expandUser };
