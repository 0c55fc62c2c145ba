import { AnsibleError } from '../errors/ansible-error.ts';
import type { Dict, Value } from '../value/types.ts';
import { combineVars } from '../vars/merge.ts';
import type { Host } from './host.ts';
import { toPriority } from './priority.ts';

/** A group of the inventory. Groups form a graph without loops; `all` is above every other. */
export class Group {
  readonly name: string;
  vars = new Map<string, Value>();
  readonly hosts: Host[] = [];
  readonly childGroups: Group[] = [];
  readonly parentGroups: Group[] = [];
  priority = 1;
  /** Longest way down from a group without parents. */
  depth = 0;
  readonly #hostNames = new Set<string>();
  #all: Host[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  hasHost(name: string): boolean {
    return this.#hostNames.has(name);
  }

  /** Groups above (or below) this one, level by level, nearest first. */
  #walk(next: (g: Group) => readonly Group[]): Group[] {
    const seen = new Set<Group>([this]);
    let level: Group[] = [this];
    const out: Group[] = [];
    while (level.length > 0) {
      const found: Group[] = [];
      for (const g of level)
        for (const n of next(g))
          if (!seen.has(n)) {
            seen.add(n);
            found.push(n);
          }
      out.push(...found);
      level = found;
    }
    return out;
  }
  ancestors(): Group[] {
    return this.#walk((g) => g.parentGroups);
  }
  descendants(): Group[] {
    return this.#walk((g) => g.childGroups);
  }

  /** Makes `child` a child group; says whether that is new. Throws for a loop. */
  addChildGroup(child: Group): boolean {
    if (child === this) throw new AnsibleError("can't add group to itself", { kind: 'inventory' });
    if (this.childGroups.includes(child)) return false;
    const below = new Set(child.descendants());
    if (below.has(this))
      throw new AnsibleError(
        `Adding group '${child.name}' as child to '${this.name}' creates a recursive dependency loop.`,
        { kind: 'inventory' },
      );
    const before = new Set([child, ...child.ancestors()]);
    const added = [this, ...this.ancestors()].filter((g) => !before.has(g));
    this.childGroups.push(child);
    if (!child.parentGroups.includes(this)) child.parentGroups.push(this);
    this.#deepen(child);
    for (const host of child.allHosts()) host.populateAncestors(added);
    this.clearHostsCache();
    return true;
  }

  #deepen(child: Group): void {
    child.depth = Math.max(this.depth + 1, child.depth);
    const queue = [child];
    for (let g = queue.shift(); g !== undefined; g = queue.shift())
      for (const c of g.childGroups)
        if (c.depth < g.depth + 1) {
          c.depth = g.depth + 1;
          queue.push(c);
        }
  }

  addHost(host: Host): boolean {
    if (this.#hostNames.has(host.name)) return false;
    this.hosts.push(host);
    this.#hostNames.add(host.name);
    host.addGroup(this);
    this.clearHostsCache();
    return true;
  }
  removeHost(host: Host): boolean {
    if (!this.#hostNames.delete(host.name)) return false;
    this.hosts.splice(this.hosts.indexOf(host), 1);
    host.removeGroup(this);
    this.clearHostsCache();
    return true;
  }

  clearHostsCache(): void {
    this.#all = undefined;
    for (const g of this.ancestors()) g.#all = undefined;
  }

  /** Hosts of this group and of all below it. */
  allHosts(): Host[] {
    if (this.#all === undefined) {
      const seen = new Set<Host>();
      for (const g of [this, ...this.descendants()])
        for (const h of g.hosts) if (!(this.name === 'all' && h.implicit)) seen.add(h);
      this.#all = [...seen];
    }
    return this.#all;
  }

  setVariable(key: string, value: Value, merge: 'replace' | 'merge' = 'replace'): void {
    if (key === 'ansible_group_priority') this.priority = toPriority(value);
    else setOrMerge(this.vars, key, value, merge);
  }
}

/** Two dicts under one name are joined by hash_behaviour. */
export function setOrMerge(
  vars: Map<string, Value>,
  key: string,
  value: Value,
  merge: 'replace' | 'merge',
): void {
  const before = vars.get(key);
  vars.set(
    key,
    merge === 'merge' && before instanceof Map && value instanceof Map
      ? combineVars(before as Dict, value as Dict, merge)
      : value,
  );
}

/** Order in which groups' variables are merged: far from the hosts first, then by priority, then by name. */
export const sortGroups = (groups: readonly Group[]): Group[] =>
  [...groups].sort(
    (a, b) =>
      a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
