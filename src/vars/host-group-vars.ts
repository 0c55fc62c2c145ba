import { existsSync, realpathSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { AnsibleError, ParserError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Dict, Value } from '../value/types.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import { combineVars } from './merge.ts';

/**
 * Files of variables for a name below a directory: `name`, `name.yml`, `name.yaml`, `name.json`, the first that is
 * there; a directory gives all its files, sorted, those below it too. Hidden files and backups are left out.
 */
export function findVarsFiles(
  loader: DataLoader,
  dir: string,
  name: string,
  extensions: readonly string[],
  allowDirectories = true,
): string[] {
  for (const ext of ['', ...extensions]) {
    const path = join(dir, name) + (ext === '' || ext.includes('.') ? ext : `.${ext}`);
    if (!loader.exists(path)) continue;
    if (!loader.isDirectory(path)) return [path];
    if (allowDirectories) return filesBelow(loader, path, extensions);
  }
  return [];
}

function filesBelow(loader: DataLoader, dir: string, extensions: readonly string[]): string[] {
  const out: string[] = [];
  for (const name of loader.listDirectory(dir)) {
    if (name.startsWith('.') || name.endsWith('~')) continue;
    const ext = extname(name);
    const path = join(dir, name);
    if (loader.isDirectory(path)) {
      if (ext === '') out.push(...filesBelow(loader, path, extensions));
    } else if (ext === '' || extensions.includes(ext)) out.push(path);
  }
  return out;
}

/** group_vars/ and host_vars/, as the vars plugin host_group_vars reads them. Remembers what it read. */
export class HostGroupVars {
  readonly #loader: DataLoader;
  readonly #extensions: readonly string[];
  readonly #merge: 'replace' | 'merge';
  /** The stage that the plugin itself is set to; null leaves it to RUN_VARS_PLUGINS. */
  readonly #stage: unknown;
  readonly #runPlugins: string;
  readonly #known = new Map<string, Dict>();
  readonly #dirs = new Map<string, string | undefined>();

  constructor(loader: DataLoader, settings: Settings) {
    this.#loader = loader;
    this.#extensions = settings.list('YAML_FILENAME_EXTENSIONS');
    this.#merge = settings.text('DEFAULT_HASH_BEHAVIOUR') === 'merge' ? 'merge' : 'replace';
    const enabled = settings
      .list('VARIABLE_PLUGINS_ENABLED')
      .some((n) => n.replace(/^ansible\.(?:builtin|legacy)\./, '') === 'host_group_vars');
    this.#stage = enabled ? (settings.plugin('vars', 'host_group_vars', 'stage') ?? null) : 'none';
    this.#runPlugins = settings.text('RUN_VARS_PLUGINS');
  }

  /**
   * Whether the plugin acts at a stage: with the tasks, when all sources of the inventory have been read, or (`all`)
   * where an inventory source asks for it. Its own setting counts before the common one.
   */
  actsAt(stage: 'task' | 'inventory' | 'all'): boolean {
    if (this.#stage !== null) return this.#stage === 'all' || this.#stage === stage;
    if (stage === 'inventory') return this.#runPlugins !== 'demand';
    return stage === 'all' || this.#runPlugins !== 'start';
  }

  /** Variables of a group from `basedir`/group_vars. */
  groupVars(group: string, basedir: string): Dict {
    return this.#load('group_vars', group, basedir);
  }
  /** Variables of a host from `basedir`/host_vars. */
  hostVars(host: string, basedir: string): Dict {
    return this.#load('host_vars', host, basedir);
  }

  /** Forgets what was read (meta: clear_facts does not, refresh_inventory does). */
  clear(): void {
    this.#known.clear();
    this.#dirs.clear();
  }

  #load(sub: 'group_vars' | 'host_vars', name: string, basedir: string): Dict {
    const dir = this.#directory(join(basedir, sub), sub);
    if (dir === undefined || name.startsWith('/')) return EMPTY;
    const key = `${dir}\0${name}`;
    let out = this.#known.get(key);
    if (out === undefined) {
      out = new Map();
      for (const file of findVarsFiles(this.#loader, dir, name, this.#extensions)) {
        const data = this.#read(file);
        // An empty file adds nothing; what is no dict is an error of combineVars.
        if (data === null || data === false || data === '' || (Array.isArray(data) && data.length === 0))
          continue;
        out = combineVars(out, data as Dict, this.#merge);
      }
      this.#known.set(key, out);
    }
    return out;
  }

  /** A file's content. What is wrong with it, be it a vault without its password, is an error of the parser's. */
  #read(file: string): Value {
    try {
      return this.#loader.loadFile(file, { shared: true });
    } catch (e) {
      if (!(e instanceof AnsibleError) || e.kind === 'parser') throw e;
      throw new ParserError(e.message, { cause: e, ...(e.position && { position: e.position }) });
    }
  }

  #directory(given: string, sub: string): string | undefined {
    if (this.#dirs.has(given)) return this.#dirs.get(given);
    let dir: string | undefined;
    if (existsSync(given)) {
      const real = realpathSync(given);
      if (this.#loader.isDirectory(real)) dir = real;
      else notices().warning(`Found ${sub} that is not a directory, skipping: ${real}`);
    }
    this.#dirs.set(given, dir);
    return dir;
  }
}

const EMPTY: Dict = new Map();

/** What group_vars/ (or host_vars/) beside inventory sources say of a group (or host); the last directory wins. */
export function varsBeside(
  files: HostGroupVars,
  directories: readonly string[],
  kind: 'group' | 'host',
  name: string,
  merge: 'replace' | 'merge',
): Dict {
  let out = EMPTY;
  for (const dir of directories) {
    const more = kind === 'group' ? files.groupVars(name, dir) : files.hostVars(name, dir);
    if (more.size > 0) out = combineVars(out, more, merge);
  }
  return out;
}

/**
 * The directories beside which group_vars/ and host_vars/ of inventory sources stand: a directory source itself, a
 * file's directory; comma lists have none.
 */
export function sourceDirectories(sources: readonly string[], loader: DataLoader): string[] {
  const out: string[] = [];
  for (const source of sources) {
    if (source.includes(',') && !loader.exists(source)) continue;
    out.push(loader.isDirectory(source) ? source : dirname(source));
  }
  return out;
}
