import type { Inventory } from '../../inventory/inventory.ts';
import type { RemovedHosts } from '../../playbook/removed-hosts.ts';
import type { Value } from '../../value/types.ts';
import type { Layer } from '../../vars/layers.ts';

/**
 * ansible_play_hosts and its kin. The play's hosts are those that its pattern gives when it begins; add_host appends to
 * them, whatever the pattern says. The lists are made when they are asked for, anew after hosts dropped out.
 */
export class PlayHosts implements Layer {
  readonly size = 4;
  #all: string[];
  #lists: { readonly change: number; readonly byName: ReadonlyMap<string, Value> } | undefined;

  constructor(
    private readonly inventory: Inventory,
    private readonly pattern: readonly string[],
    /** Names of the batch's hosts. */
    private readonly batch: readonly string[],
    private readonly removed: RemovedHosts,
  ) {
    this.#all = this.#matching();
  }

  get(name: string): Value | undefined {
    return this.has(name) ? this.#byName().get(name) : undefined;
  }
  has(name: string): boolean {
    return names.includes(name);
  }
  keys(): Iterable<string> {
    return names;
  }

  /** A host that add_host made. */
  add(name: string): void {
    if (this.#all.includes(name)) return;
    this.#all.push(name);
    this.#lists = undefined;
  }

  /** After the inventory was read anew. */
  renew(): void {
    this.#all = this.#matching();
    this.#lists = undefined;
  }

  #matching(): string[] {
    return this.inventory.getHosts(this.pattern, { ignoreRestriction: true }).map((h) => h.name);
  }

  #byName(): ReadonlyMap<string, Value> {
    const { change } = this.removed;
    if (this.#lists?.change !== change) {
      const left = (hosts: readonly string[]): string[] => hosts.filter((h) => !this.removed.has(h));
      const batch = left(this.batch);
      this.#lists = {
        change,
        byName: new Map<string, Value>([
          ['ansible_play_hosts_all', [...this.#all]],
          ['ansible_play_hosts', left(this.#all)],
          ['ansible_play_batch', batch],
          ['play_hosts', batch],
        ]),
      };
    }
    return this.#lists.byName;
  }
}

const names = ['ansible_play_hosts_all', 'ansible_play_hosts', 'ansible_play_batch', 'play_hosts'];
