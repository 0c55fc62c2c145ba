import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fullPath } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { jsonLoads } from '../value/json-read.ts';
import { fromPlain } from '../value/plain.ts';
import type { Dict, Value } from '../value/types.ts';
import { factsJson } from './json-text.ts';

/** Facts by host, for this run or longer. Texts that `get` gives are unsafe. */
export interface FactCache {
  get(host: string): Dict | undefined;
  set(host: string, facts: Dict): void;
  /** Adds facts to those that are there. */
  update(host: string, facts: Dict): void;
  delete(host: string): void;
  clear(): void;
  keys(): string[];
}

/** Facts of this run only. */
export class MemoryFactCache implements FactCache {
  readonly #facts = new Map<string, Dict>();
  get(host: string): Dict | undefined {
    return this.#facts.get(host);
  }
  set(host: string, facts: Dict): void {
    this.#facts.set(host, facts);
  }
  update(host: string, facts: Dict): void {
    const before = this.get(host);
    this.set(host, before === undefined ? new Map(facts) : new Map([...before, ...facts]));
  }
  delete(host: string): void {
    this.#facts.delete(host);
  }
  clear(): void {
    this.#facts.clear();
  }
  keys(): string[] {
    return [...this.#facts.keys()];
  }
}

/** Facts as one JSON file a host (fact_caching = jsonfile); layout as Ansible's, so that both may share one. */
export class JsonFileFactCache implements FactCache {
  readonly #dir: string;
  readonly #prefix: string;
  readonly #timeout: number;
  readonly #known = new Map<string, Dict>();

  /** `timeout` in seconds, 0 for ever. Throws where the directory cannot be made. */
  constructor(dir: string, prefix: string, timeout: number) {
    this.#dir = dir;
    this.#prefix = prefix;
    this.#timeout = timeout;
    try {
      mkdirSync(dir, { recursive: true });
    } catch (e) {
      throw new AnsibleError(
        `error in 'jsonfile' cache plugin while trying to create cache dir ${dir} : ${String(e)}`,
      );
    }
  }

  #path(host: string): string {
    // A host's name never leads out of the directory.
    return join(this.#dir, this.#prefix + host.replaceAll('/', '_').replace(/^\.\.?$/, '_'));
  }
  #fresh(path: string): boolean {
    const s = statSync(path, { throwIfNoEntry: false });
    if (s === undefined) return false;
    return this.#timeout <= 0 || Date.now() - s.mtimeMs <= this.#timeout * 1000;
  }

  get(host: string): Dict | undefined {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const path = this.#path(host);
    if (!this.#fresh(path)) return undefined;
    let value: Value;
    try {
      value = jsonLoads(readFileSync(path, 'utf8'));
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== undefined) {
        notices().warning(
          `error in 'jsonfile' cache plugin while trying to read ${path} : ${(e as Error).message}`,
        );
        return undefined;
      }
      notices().warning(
        `error in 'jsonfile' cache plugin while trying to read ${path} : ${(e as Error).message}. Most likely a corrupt file, so erasing and failing.`,
      );
      rmSync(path, { force: true });
      throw new AnsibleError(
        `The cache file ${path} was corrupt, or did not otherwise contain valid data. It has been removed, so you can re-run your command now.`,
      );
    }
    if (!(value instanceof Map)) return undefined;
    const facts = fromPlain(value, true) as Dict;
    this.#known.set(host, facts);
    return facts;
  }

  set(host: string, facts: Dict): void {
    this.#known.set(host, facts);
    const path = this.#path(host);
    const tmp = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      writeFileSync(tmp, factsJson(facts), { mode: 0o600, flag: 'wx' });
      renameSync(tmp, path);
    } catch (e) {
      rmSync(tmp, { force: true });
      notices().warning(
        `error in 'jsonfile' cache plugin while trying to write to '${path}' : ${(e as Error).message}`,
      );
    }
  }

  update(host: string, facts: Dict): void {
    const before = this.get(host);
    this.set(host, before === undefined ? new Map(facts) : new Map([...before, ...facts]));
  }
  delete(host: string): void {
    this.#known.delete(host);
    rmSync(this.#path(host), { force: true });
  }
  clear(): void {
    for (const host of this.keys()) this.delete(host);
    this.#known.clear();
  }
  keys(): string[] {
    const names = new Set(this.#known.keys());
    let files: string[] = [];
    try {
      files = readdirSync(this.#dir);
    } catch {
      // A directory that went away holds nothing.
    }
    for (const f of files)
      if (
        !f.startsWith('.') &&
        !f.endsWith('.tmp') &&
        f.startsWith(this.#prefix) &&
        this.#fresh(join(this.#dir, f))
      )
        names.add(f.slice(this.#prefix.length));
    return [...names];
  }
}

/** The cache that the settings name; where it cannot be used, Ansible warns and keeps facts for this run only. */
export function openFactCache(settings: Settings): FactCache {
  const name = settings.text('CACHE_PLUGIN').replace(/^ansible\.(builtin|legacy)\./, '');
  if (name === 'memory') return new MemoryFactCache();
  if (name !== 'jsonfile') {
    notices().warning(`Unable to load the facts cache plugin (${name}).`);
    return new MemoryFactCache();
  }
  const uri = settings.plugin('cache', 'jsonfile', '_uri');
  if (typeof uri !== 'string') {
    notices().warning(
      'No setting was provided for required configuration plugin_type: cache plugin: jsonfile setting: _uri ',
    );
    return new MemoryFactCache();
  }
  const prefix = settings.plugin('cache', 'jsonfile', '_prefix');
  const timeout = settings.plugin('cache', 'jsonfile', '_timeout');
  return new JsonFileFactCache(
    fullPath(uri, settings.cwd, settings.env),
    prefix === null ? '' : String(prefix),
    Number(timeout ?? 0),
  );
}
