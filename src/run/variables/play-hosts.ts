import type { Inventory } from '../../inventory/inventory.ts';
import type { RemovedHosts } from '../../playbook/removed-hosts.ts';
import type { Value } from '../../value/types.ts';
import type { Layer } from '../../vars/layers.ts';

/**
 * ansible_play_hosts and its kin: the lists are made when they are asked for, anew after hosts dropped out or the
 * inventory changed (add_host, group_by, refresh_inventory).
 */
export class PlayHosts implements Layer {
  readonly size = 4;
  #lists:
    | { readonly change: number; readonly groups: object; readonly byName: ReadonlyMap<string, Value> }
    | undefined;

  constructor(
    private readonly inventory: Inventory,
    private readonly pattern: readonly string[],
    /** Names of the batch's hosts. */
    private readonly batch: readonly string[],
    private readonly removed: RemovedHosts,
  ) {}

  get(name: string): Value | undefined {
    return this.has(name) ? this.#byName().get(name) : undefined;
  }
  has(name: string): boolean {
    return names.includes(name);
  }
  keys(): Iterable<string> {
    return names;
  }

  #byName(): ReadonlyMap<string, Value> {
    const { change } = this.removed;
    const groups = this.inventory.groupsDict();
    if (this.#lists?.change !== change || this.#lists.groups !== groups) {
      const left = (hosts: readonly string[]): string[] => hosts.filter((h) => !this.removed.has(h));
      const all = this.inventory.getHosts(this.pattern, { ignoreRestriction: true }).map((h) => h.name);
      const batch = left(this.batch);
      this.#lists = {
        change,
        groups,
        byName: new Map<string, Value>([
          ['ansible_play_hosts_all', all],
          ['ansible_play_hosts', left(all)],
          ['ansible_play_batch', batch],
          ['play_hosts', batch],
        ]),
      };
    }
    return this.#lists.byName;
  }
}

const names = ['ansible_play_hosts_all', 'ansible_play_hosts', 'ansible_play_batch', 'play_hosts'];
