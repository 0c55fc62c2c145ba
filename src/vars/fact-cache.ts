import { expandUser, expandVars } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Dict } from '../value/types.ts';
import { FileFactCache, jsonFormat, yamlFormat } from './fact-files.ts';

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

const files = {
  'ansible.builtin.jsonfile': jsonFormat,
  'community.general.yaml': yamlFormat,
};
const shortNames: Readonly<Record<string, string>> = {
  jsonfile: 'ansible.builtin.jsonfile',
  yaml: 'community.general.yaml',
};

/** The cache that the settings name; where it cannot be used, Ansible warns and keeps facts for this run only. */
export function openFactCache(settings: Settings): FactCache {
  const given = settings.text('CACHE_PLUGIN');
  const name = given.replace(/^ansible\.(builtin|legacy)\./, '');
  if (name === 'memory') return new MemoryFactCache();
  const full = shortNames[name] ?? name;
  if (!Object.hasOwn(files, full)) {
    notices().warning(`Unable to load the facts cache plugin (${given}).`);
    return new MemoryFactCache();
  }
  const short = full.slice(full.lastIndexOf('.') + 1);
  const uri = settings.plugin('cache', full, '_uri');
  if (typeof uri !== 'string') {
    // under the name that the plugin was found by
    const [space, kind] = [full.slice(0, -short.length - 1), given === 'jsonfile' ? '' : full];
    const shown = kind === '' ? short : `ansible_collections.${space}.plugins.cache.${short}`;
    notices().warning(
      `No setting was provided for required configuration plugin_type: cache plugin: ${shown} setting: _uri `,
    );
    return new MemoryFactCache();
  }
  const prefix = settings.plugin('cache', full, '_prefix');
  try {
    return new FileFactCache(files[full as keyof typeof files], {
      name: short,
      dir: expandVars(expandUser(uri, settings.env), settings.env),
      cwd: settings.cwd,
      prefix: prefix === null ? '' : String(prefix),
      timeout: Number(settings.plugin('cache', full, '_timeout') ?? 0),
    });
  } catch (e) {
    if (!(e instanceof AnsibleError)) throw e;
    notices().warning(e.message);
    return new MemoryFactCache();
  }
}
