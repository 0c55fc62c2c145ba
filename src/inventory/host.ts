import { randomUUID } from 'node:crypto';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import { type Group, setOrMerge, sortGroups } from './group.ts';

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const ipv6 = /^[\da-f:]*:[\da-f:.]*:[\da-f:.]*$/i;

/** A host of the inventory. `groups` are all it belongs to, ancestors included, in the order they were joined. */
export class Host {
  readonly name: string;
  vars = new Map<string, Value>();
  readonly groups: Group[] = [];
  /** The localhost that no inventory names. */
  implicit = false;
  #uuid: string | undefined;

  constructor(name: string, port?: number) {
    this.name = name;
    if (port !== undefined) this.vars.set('ansible_port', port);
  }

  get uuid(): string {
    this.#uuid ??= randomUUID();
    return this.#uuid;
  }
  /** The name up to its first dot; an address stays whole. */
  get shortName(): string {
    const { name } = this;
    return ipv4.test(name) || ipv6.test(name) ? name : name.split('.')[0]!;
  }
  /** The name that was given to connect to: ansible_host where it is plain text, else the name. */
  get address(): string {
    const host = this.vars.get('ansible_host');
    return (host === undefined ? undefined : asText(host)) ?? this.name;
  }

  addGroup(group: Group): void {
    this.populateAncestors(group.ancestors());
    if (!this.groups.includes(group)) this.groups.push(group);
  }
  populateAncestors(added: readonly Group[]): void {
    for (const g of added) if (!this.groups.includes(g)) this.groups.push(g);
  }
  /** Leaves a group, and those above it that no other group of the host is in. */
  removeGroup(group: Group): void {
    const at = this.groups.indexOf(group);
    if (at === -1) return;
    this.groups.splice(at, 1);
    for (const old of group.ancestors())
      if (old.name !== 'all' && !this.groups.some((g) => g.ancestors().includes(old))) this.removeGroup(old);
  }

  /** Groups in the order their variables are merged (later wins). */
  getGroups(): Group[] {
    return sortGroups(this.groups);
  }
  /** Names for the magic variable group_names: sorted, without `all`. */
  groupNames(): string[] {
    return this.groups
      .filter((g) => g.name !== 'all')
      .map((g) => g.name)
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  setVariable(key: string, value: Value, merge: 'replace' | 'merge' = 'replace'): void {
    setOrMerge(this.vars, key, value, merge);
  }
}
