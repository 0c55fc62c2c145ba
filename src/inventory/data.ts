import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Value } from '../value/types.ts';
import { Group } from './group.ts';
import { Host } from './host.ts';

export const LOCALHOST: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
// What a group's name may hold: it is also a variable's name.
const BAD_GROUP_CHAR = /[^\p{L}\p{N}_]|^\d/gu;

/** Hosts and groups, and the rules that join them. */
export class InventoryData {
  readonly hosts = new Map<string, Host>();
  readonly groups = new Map<string, Group>();
  localhost: Host | undefined;
  #source: string | undefined;
  #sourceDir: string | null = null;
  readonly merge: 'replace' | 'merge';
  readonly #settings: Settings;
  #groupsDict: Map<string, string[]> | undefined;
  #warnedNames = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.merge = settings.text('DEFAULT_HASH_BEHAVIOUR') === 'merge' ? 'merge' : 'replace';
    this.addGroup('all');
    this.addGroup('ungrouped');
    this.addChild('all', 'ungrouped');
  }

  /** The source being read; hosts that it adds remember it. */
  get currentSource(): string | undefined {
    return this.#source;
  }
  set currentSource(source: string | undefined) {
    this.#source = source;
    this.#sourceDir = source === undefined ? null : baseDir(source);
  }

  /** Adds a group unless it is there; gives back the name it has (see TRANSFORM_INVALID_GROUP_CHARS). */
  addGroup(given: string): string {
    if (given === '')
      throw new AnsibleError('Invalid empty/false group name provided: ', { kind: 'inventory' });
    const name = this.groups.has(given) ? given : this.safeName(given);
    if (!this.groups.has(name)) {
      this.groups.set(name, new Group(name));
      this.#groupsDict = undefined;
    }
    return name;
  }

  /** A group's name without characters that Ansible does not like, where the settings ask for that. */
  safeName(name: string, force = false): string {
    const bad = name.match(BAD_GROUP_CHAR);
    if (bad === null) return name;
    const how = this.#settings.text('TRANSFORM_INVALID_GROUP_CHARS');
    const list = [...new Set(bad)].join('", "');
    if (force || how === 'always' || how === 'silently') {
      notices().verbose(4, `Replacing invalid character(s) "${list}" in group name (${name})`);
      if (how === 'always')
        this.#warnNames(
          'Invalid characters were found in group names and automatically replaced, use -vvvv to see details',
        );
      return name.replace(BAD_GROUP_CHAR, '_');
    }
    if (how === 'never') {
      notices().verbose(4, `Not replacing invalid character(s) "${list}" in group name (${name})`);
      this.#warnNames(
        'Invalid characters were found in group names but not replaced, use -vvvv to see details',
      );
    }
    return name;
  }
  #warnNames(text: string): void {
    if (!this.#warnedNames) notices().warning(text);
    this.#warnedNames = true;
  }

  /** Adds a host unless it is there, to a group that must exist. */
  addHost(name: string, group?: string, port?: number): Host {
    if (name === '')
      throw new AnsibleError(`Invalid empty host name provided: ${name}`, { kind: 'inventory' });
    const g = group === undefined ? undefined : this.groups.get(group);
    if (group !== undefined && g === undefined)
      throw new AnsibleError(`Could not find group ${group} in inventory`, { kind: 'inventory' });
    let host = this.hosts.get(name);
    if (host === undefined) {
      host = new Host(name, port);
      this.hosts.set(name, host);
      host.vars.set('inventory_file', this.#source ?? null);
      host.vars.set('inventory_dir', this.#sourceDir);
      if (LOCALHOST.has(name)) this.#noteLocalhost(host);
    }
    if (g !== undefined) {
      g.addHost(host);
      this.#groupsDict = undefined;
    }
    return host;
  }

  #noteLocalhost(host: Host): void {
    if (this.localhost === undefined) {
      this.localhost = host;
      notices().verbose(4, `Set default localhost to ${host.name}`);
    } else
      notices().warning(
        `A duplicate localhost-like entry was found (${host.name}). First found localhost was ${this.localhost.name}`,
      );
  }

  addChild(group: string, child: string): boolean {
    const g = this.groups.get(group);
    if (g === undefined) throw new AnsibleError(`${group} is not a known group`, { kind: 'inventory' });
    const below = this.groups.get(child);
    const host = this.hosts.get(child);
    this.#groupsDict = undefined;
    if (below !== undefined) return g.addChildGroup(below);
    if (host !== undefined) return g.addHost(host);
    throw new AnsibleError(`${child} is not a known host nor group`, { kind: 'inventory' });
  }

  /** Sets a variable of a group or host (a group first, as names may clash). */
  setVariable(entity: string, key: string, value: Value): void {
    const of = this.groups.get(entity) ?? this.hosts.get(entity);
    if (of === undefined)
      throw new AnsibleError(`Could not identify group or host named ${entity}`, { kind: 'inventory' });
    of.setVariable(key, value, this.merge);
  }

  removeHost(host: Host): void {
    this.hosts.delete(host.name);
    for (const g of this.groups.values()) g.removeHost(host);
    this.#groupsDict = undefined;
  }
  removeGroup(name: string): void {
    const group = this.groups.get(name);
    if (group === undefined) return;
    this.groups.delete(name);
    for (const h of this.hosts.values()) h.removeGroup(group);
    this.#groupsDict = undefined;
  }

  /** A host by name; a localhost that no inventory names is made when it is asked for. */
  getHost(name: string): Host | undefined {
    const host = this.hosts.get(name);
    if (host !== undefined || !LOCALHOST.has(name)) return host;
    if (this.localhost !== undefined) return this.localhost;
    const made = new Host(name);
    made.implicit = true;
    made.vars.set('ansible_connection', 'local');
    // Modules written in Python run with what this machine has; nothing else needs one.
    const python = ['/usr/bin/python3', '/usr/bin/python'].find((p) => existsSync(p));
    made.vars.set('ansible_python_interpreter', python ?? '/usr/bin/python');
    for (const [k, v] of this.groups.get('all')!.vars) if (!made.vars.has(k)) made.vars.set(k, v);
    this.localhost = made;
    return made;
  }

  /** Ties loose ends: every group under `all`, hosts of no other group in `ungrouped`. */
  reconcile(): void {
    this.#groupsDict = undefined;
    const all = this.groups.get('all')!;
    const ungrouped = this.groups.get('ungrouped')!;
    for (const group of this.groups.values())
      if (group !== all && group.parentGroups.length === 0) all.addChildGroup(group);
    for (const host of this.hosts.values()) {
      const own = host.groups;
      if (own.includes(ungrouped)) {
        if (own.some((g) => g !== all && g !== ungrouped)) ungrouped.removeHost(host);
      } else if (!host.implicit && (own.length === 0 || (own.length === 1 && own[0] === all)))
        ungrouped.addHost(host);
    }
    for (const name of this.groups.keys())
      if (this.hosts.has(name)) notices().warning(`Found both group and host with same name: ${name}`);
  }

  /** Names of hosts by group: the magic variable `groups`. */
  groupsDict(): Map<string, string[]> {
    this.#groupsDict ??= new Map(
      [...this.groups].map(([name, g]) => [name, g.allHosts().map((h) => h.name)]),
    );
    return this.#groupsDict;
  }
  forgetGroupsDict(): void {
    this.#groupsDict = undefined;
  }
}

/** The directory of a source, as Ansible gives it: of what is neither file nor directory (a comma list), "None". */
const baseDir = (source: string): string => {
  try {
    const stat = statSync(source);
    if (stat.isDirectory()) return resolve(source);
    if (stat.isFile()) return dirname(resolve(source));
  } catch {
    // a list of hosts is no file's name, and may be too long for one
  }
  return 'None';
};
