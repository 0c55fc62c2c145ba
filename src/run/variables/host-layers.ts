import type { Settings } from '../../config/settings.ts';
import { notices } from '../../errors/notices.ts';
import type { Host } from '../../inventory/host.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Dict, Value } from '../../value/types.ts';
import { HostGroupVars, sourceDirectories } from '../../vars/host-group-vars.ts';
import { combineVars } from '../../vars/merge.ts';
import type { DataLoader } from '../../vault/data-loader.ts';

type Vars = Map<string, Value>;

/** What VARIABLE_PRECEDENCE may name. */
const entries = new Set([
  'all_inventory',
  'groups_inventory',
  'all_plugins_inventory',
  'all_plugins_play',
  'groups_plugins_inventory',
  'groups_plugins_play',
]);

interface Known {
  /** The inventory's groups at that time: a new object after every change. */
  readonly groups: object;
  /** The levels by list of folders: tasks of one role share a list. */
  readonly byPaths: Map<readonly string[], readonly Vars[]>;
}

/** A host's variables from the inventory and from group_vars/ and host_vars/, by VARIABLE_PRECEDENCE. */
export class HostLayers {
  readonly #files: HostGroupVars;
  readonly #withTasks: boolean;
  readonly #merges: boolean;
  readonly #precedence: readonly string[];

  constructor(
    settings: Settings,
    private readonly loader: DataLoader,
    private readonly inventory: Inventory,
  ) {
    this.#files = new HostGroupVars(loader, settings);
    this.#withTasks = this.#files.actsAt('task');
    this.#merges = settings.text('DEFAULT_HASH_BEHAVIOUR') === 'merge';
    this.#precedence = settings.list('VARIABLE_PRECEDENCE').filter((entry) => {
      const known = entries.has(entry);
      if (!known) notices().warning(`Ignoring unknown variable precedence entry: ${entry}`);
      return known;
    });
  }

  readonly #known = new WeakMap<Host, Known>();

  /**
   * Levels of one host, the strongest first; `playPaths` are the folders of the play and of the task's role. They are
   * kept for each list of folders until groups change.
   */
  layers(host: Host, playPaths: readonly string[]): readonly Vars[] {
    const groups = this.inventory.groupsDict();
    let known = this.#known.get(host);
    if (known?.groups !== groups) {
      known = { groups, byPaths: new Map() };
      this.#known.set(host, known);
    }
    let layers = known.byPaths.get(playPaths);
    if (!layers) {
      layers = this.#layers(host, playPaths);
      // a host goes from role to role: what lies behind it is not asked for again
      if (known.byPaths.size >= 4) known.byPaths.clear();
      known.byPaths.set(playPaths, layers);
    }
    return layers;
  }

  #layers(host: Host, playPaths: readonly string[]): readonly Vars[] {
    const groups = host.getGroups().filter((g) => g.name !== 'all');
    const all = this.inventory.groups.get('all');
    const out: Vars[] = [];
    this.#inventoryPaths ??= sourceDirectories(this.inventory.sources, this.loader);
    const inventoryPaths = this.#inventoryPaths;
    // dicts that merge do so in each place first, which decides the order of their keys
    const joined = (all: Vars[]): Vars[] =>
      this.#merges && all.length > 1
        ? [all.reduce((a, b) => combineVars(a as Dict, b as Dict, 'merge') as Vars)]
        : all;
    const files = (paths: readonly string[], kind: 'group' | 'host', names: readonly string[]): Vars[] =>
      !this.#withTasks
        ? []
        : joined(
            paths.flatMap((p) =>
              joined(
                names
                  .map(
                    (n) =>
                      (kind === 'group' ? this.#files.groupVars(n, p) : this.#files.hostVars(n, p)) as Vars,
                  )
                  .filter((v) => v.size > 0),
              ),
            ),
          );
    const groupNames = groups.map((g) => g.name);
    // weakest first, turned round at the end
    for (const entry of this.#precedence) {
      if (entry === 'all_inventory' && all) out.push(all.vars as Vars);
      else if (entry === 'groups_inventory') out.push(...joined(groups.map((g) => g.vars as Vars)));
      else if (entry === 'all_plugins_inventory') out.push(...files(inventoryPaths, 'group', ['all']));
      else if (entry === 'all_plugins_play') out.push(...files(playPaths, 'group', ['all']));
      else if (entry === 'groups_plugins_inventory') out.push(...files(inventoryPaths, 'group', groupNames));
      else if (entry === 'groups_plugins_play') out.push(...files(playPaths, 'group', groupNames));
    }
    out.push(
      host.vars as Vars,
      ...files(inventoryPaths, 'host', [host.name]),
      ...files(playPaths, 'host', [host.name]),
    );
    // the inventory's may still grow: an empty one stays
    return out.reverse();
  }

  #inventoryPaths: readonly string[] | undefined;
}
