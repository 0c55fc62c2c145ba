import { readFileSync } from 'node:fs';
import { fullPath } from '../config/paths.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError, OptionsError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Dict } from '../value/types.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import { InventoryData, LOCALHOST } from './data.ts';
import type { Group } from './group.ts';
import type { Host } from './host.ts';
import { readSources } from './load.ts';
import { applySubscript, nameMatcher, orderPatterns, splitHostPattern, splitSubscript } from './patterns.ts';
import type { InventoryTemplar } from './source.ts';

export interface InventoryOptions {
  /** As -i gives them: files, directories, comma lists. */
  readonly sources: readonly string[];
  readonly settings: Settings;
  readonly loader: DataLoader;
  /** Needed by sources that build groups from variables. */
  readonly templar?: InventoryTemplar | undefined;
  readonly extraVars?: Dict;
  /** What is wrong with -e: every source that reads the extra variables fails with it. */
  readonly extraVarsError?: AnsibleError;
}

export type HostOrder = 'inventory' | 'sorted' | 'reverse_sorted' | 'reverse_inventory' | 'shuffle';

/** The inventory of a run: hosts and groups, and which of them patterns, --limit and batches choose. */
export class Inventory {
  readonly #options: InventoryOptions;
  #data: InventoryData;
  #subset: string[] | undefined;
  #restriction: Set<string> | undefined;
  readonly #matches = new Map<string, Host[]>();

  constructor(options: InventoryOptions, data: InventoryData) {
    this.#options = options;
    this.#data = data;
  }

  /** Full paths of the sources (comma lists as they are), for vars plugins and inventory_sources. */
  get sources(): readonly string[] {
    const { settings } = this.#options;
    return this.#options.sources.map((s) => (s.includes(',') ? s : fullPath(s, settings.cwd, settings.env)));
  }
  get hosts(): Map<string, Host> {
    return this.#data.hosts;
  }
  get groups(): Map<string, Group> {
    return this.#data.groups;
  }
  /** The host that stands for this machine, where one was named or asked for. */
  get localhost(): Host | undefined {
    return this.#data.localhost;
  }

  addHost(name: string, opts: { group?: string; port?: number } = {}): Host {
    this.#matches.clear();
    return this.#data.addHost(name, opts.group ?? 'all', opts.port);
  }
  addGroup(name: string): Group {
    this.#matches.clear();
    return this.#data.groups.get(this.#data.addGroup(name))!;
  }
  addChild(group: string, child: string | Host | Group): boolean {
    this.#matches.clear();
    return this.#data.addChild(group, typeof child === 'string' ? child : child.name);
  }
  setVariable(entity: string, key: string, value: Parameters<InventoryData['setVariable']>[2]): void {
    this.#data.setVariable(entity, key, value);
  }
  /** A host by name; also makes the implicit localhost. */
  getHost(name: string): Host | undefined {
    return this.#data.getHost(name);
  }
  reconcile(): void {
    this.#matches.clear();
    this.#data.reconcile();
  }
  groupsDict(): Map<string, string[]> {
    return this.#data.groupsDict();
  }
  /** Forgets what was worked out from hosts and groups, after they were changed by hand. */
  clearCaches(): void {
    this.#matches.clear();
    this.#data.forgetGroupsDict();
  }

  /** Reads the sources anew (meta: refresh_inventory). Limit and batch stay. */
  async refresh(): Promise<void> {
    this.#matches.clear();
    this.#data = new InventoryData(this.#options.settings);
    await readSources(this.#options, this.#data);
  }

  /** --limit; `@file` parts are read, a line a pattern. */
  subset(limit: string | undefined): void {
    this.#matches.clear();
    if (limit === undefined) {
      this.#subset = undefined;
      return;
    }
    this.#subset = splitHostPattern(limit).flatMap((part) =>
      part[0] === '@' ? this.#limitFile(part.slice(1)) : [part],
    );
  }
  #limitFile(name: string): string[] {
    const { loader } = this.#options;
    if (!loader.exists(name))
      throw new AnsibleError(`Unable to find limit file b'${name}'`, { kind: 'inventory' });
    if (loader.isDirectory(name))
      throw new AnsibleError(`Limit starting with "@" must be a file, not a directory: b'${name}'`, {
        kind: 'inventory',
      });
    return readFileSync(loader.path(name), 'utf8')
      .split('\n')
      .map((l) => l.trim());
  }

  /** Hosts of one batch: until it is taken back, no others are given out. */
  restrict(hosts: readonly (string | Host)[] | undefined): void {
    this.#restriction =
      hosts === undefined ? undefined : new Set(hosts.map((h) => (typeof h === 'string' ? h : h.name)));
  }

  getHosts(
    pattern: string | readonly string[] = 'all',
    opts: { ignoreLimit?: boolean; ignoreRestriction?: boolean; order?: string | null } = {},
  ): Host[] {
    const key = `${opts.ignoreLimit === true ? '' : 'l'}\0${typeof pattern === 'string' ? pattern : pattern.join('\0')}`;
    let found = this.#matches.get(key);
    if (found === undefined) {
      // no pattern at all names no host; patterns that only exclude mean the rest of all
      found =
        typeof pattern !== 'string' && pattern.length === 0 ? [] : this.#evaluate(splitHostPattern(pattern));
      if (opts.ignoreLimit !== true && this.#subset !== undefined) {
        const limit = new Set(this.#evaluate(this.#subset));
        found = found.filter((h) => limit.has(h));
      }
      found = [...new Set(found)];
      this.#matches.set(key, found);
    }
    const only = opts.ignoreRestriction === true ? undefined : this.#restriction;
    const hosts = only === undefined ? [...found] : found.filter((h) => only.has(h.name));
    return ordered(hosts, opts.order ?? undefined);
  }

  #evaluate(patterns: readonly string[]): Host[] {
    let hosts: Host[] = [];
    for (const p of orderPatterns(patterns)) {
      const named = this.#data.hosts.get(p);
      if (named !== undefined) {
        hosts.push(named);
        continue;
      }
      const that = this.#matchOne(p);
      if (p[0] === '!' || p[0] === '&') {
        const named = new Set(that);
        hosts = hosts.filter((h) => named.has(h) === (p[0] === '&'));
      } else {
        const have = new Set(hosts.map((h) => h.name));
        for (const h of that) if (!have.has(h.name)) hosts.push(h);
      }
    }
    return hosts;
  }

  #matchOne(given: string): Host[] {
    const pattern = given[0] === '!' || given[0] === '&' ? given.slice(1) : given;
    const { base, subscript } = splitSubscript(pattern);
    const found = this.#enumerate(base);
    const [start, end] = subscript ?? [0, undefined];
    if (subscript !== undefined && found.length > 0 && end === undefined && found.at(start) === undefined)
      throw new AnsibleError(`No hosts matched the subscripted pattern '${pattern}'`, { kind: 'action' });
    return applySubscript(found, subscript);
  }

  #enumerate(pattern: string): Host[] {
    const results: Host[] = [];
    const matches = nameMatcher(pattern);
    let groups = false;
    for (const [name, group] of this.#data.groups)
      if (matches(name)) {
        groups = true;
        for (const h of group.allHosts()) results.push(h);
      }
    if (!groups || pattern[0] === '~' || /[.?*[]/.test(pattern))
      for (const [name, host] of this.#data.hosts) if (matches(name)) results.push(host);
    if (results.length === 0 && LOCALHOST.has(pattern)) {
      const local = this.#data.getHost(pattern);
      if (local !== undefined) results.push(local);
    }
    if (results.length === 0 && pattern !== 'all' && !groups) this.#noMatch(pattern);
    return results;
  }

  #noMatch(pattern: string): void {
    const message = `Could not match supplied host pattern, ignoring: ${pattern}`;
    const how = this.#options.settings.text('HOST_PATTERN_MISMATCH');
    if (how === 'error') throw new AnsibleError(message, { kind: 'inventory' });
    if (how === 'warning') notices().warning(message);
    else notices().verbose(4, message);
  }
}

function ordered(hosts: Host[], order: string | undefined): Host[] {
  const byName = (a: Host, b: Host): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  switch (order) {
    case undefined:
    case 'inventory':
      return hosts;
    case 'sorted':
      return hosts.sort(byName);
    case 'reverse_sorted':
      return hosts.sort(byName).reverse();
    case 'reverse_inventory':
      return hosts.reverse();
    case 'shuffle':
      for (let i = hosts.length - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [hosts[i], hosts[j]] = [hosts[j]!, hosts[i]!];
      }
      return hosts;
  }
  throw new OptionsError(`Invalid 'order' specified for inventory hosts: ${order}`);
}

/** Reads all sources. Warns of what cannot be read, as Ansible does; throws where the settings make that an error. */
export async function loadInventory(options: InventoryOptions): Promise<Inventory> {
  const data = new InventoryData(options.settings);
  await readSources(options, data);
  return new Inventory(options, data);
}
