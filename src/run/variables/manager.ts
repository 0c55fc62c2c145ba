import type { Settings } from '../../config/settings.ts';
import type { Host } from '../../inventory/host.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { searchPath } from '../../playbook/files.ts';
import type { Play } from '../../playbook/play.ts';
import type { Role } from '../../playbook/role.ts';
import type { Task } from '../../playbook/task.ts';
import type { Scope } from '../../value/scope.ts';
import { MapScope } from '../../value/scope.ts';
import type { Dict, Value } from '../../value/types.ts';
import { type Layer, LayeredScope } from '../../vars/layers.ts';
import { combineVars } from '../../vars/merge.ts';
import type { DataLoader } from '../../vault/data-loader.ts';
import type { RunOptions } from '../options.ts';
import type { FactStore } from './fact-store.ts';
import type { HostLayers } from './host-layers.ts';
import { ScopeMapping } from './hostvars.ts';
import { runMagic, taskMagic } from './magic.ts';
import { overVars } from './over.ts';
import type { PlayHosts } from './play-hosts.ts';
import { roleDefaults, roleParams, roleVars } from './role-vars.ts';
import type { VarsFiles } from './vars-files.ts';

/** For whom variables are wanted; each part that is missing leaves its levels out. */
export interface VarsRequest {
  readonly play?: Play | undefined;
  readonly host?: Host | undefined;
  readonly task?: Task | undefined;
  /** False for what `hostvars` itself shows. */
  readonly hostvars?: boolean;
  /** More variables over all but extra and magic ones (import_playbook's, a loop's). */
  readonly extra?: Map<string, Value> | undefined;
}

type Vars = Map<string, Value>;

interface TaskLayers {
  readonly params: Vars;
  readonly includeParams: Vars;
  readonly vars: Vars;
  readonly roleVars: Vars;
  readonly defaults: Vars;
  readonly magic: Vars;
  readonly paths: readonly string[];
}

interface PlayLayers {
  readonly roles: number;
  readonly defaults: Vars;
  readonly roleVars: Vars;
}

/**
 * All variables by Ansible's order of precedence, as levels that are looked through from the strongest down.
 * Source: Ansible's user guide, "Variable precedence"; checked level by level in test/conformance.
 */
export class VariableManager {
  readonly #tasks = new WeakMap<Task, TaskLayers>();
  readonly #plays = new WeakMap<Play, PlayLayers>();
  readonly #runMagic: Vars;
  readonly #merges: boolean;
  /** `hostvars`; set once the run is put together. */
  hostVars: Value | undefined;
  /** ansible_play_hosts and its kin, of the play and batch in work. */
  playHosts: PlayHosts | undefined;

  constructor(
    private readonly parts: {
      readonly settings: Settings;
      readonly options: RunOptions;
      readonly loader: DataLoader;
      readonly inventory: Inventory;
      readonly facts: FactStore;
      readonly hostLayers: HostLayers;
      readonly varsFiles: VarsFiles;
      readonly omit: string;
    },
  ) {
    this.#runMagic = runMagic(parts);
    this.#merges = parts.settings.text('DEFAULT_HASH_BEHAVIOUR') === 'merge';
  }

  get extraVars(): Vars {
    return this.parts.options.extraVars;
  }

  /** Synchronous; vars_files that are templates must have been read before (prepare). */
  scope(request: VarsRequest): Scope {
    const { play, host, task } = request;
    const { facts, options, loader } = this.parts;
    const t = task ? this.taskLayers(task) : undefined;
    const p = play ? this.playLayers(play) : undefined;
    const layers: (Layer | undefined)[] = [];
    // strongest first
    const self: { scope?: Scope } = {};
    const magic: Vars = new Map();
    if (task || play) magic.set('vars', new ScopeMapping(() => self.scope as Scope, 'vars'));
    magic.set('playbook_dir', loader.basedir);
    if (this.hostVars !== undefined && request.hostvars !== false) magic.set('hostvars', this.hostVars);
    layers.push(
      magic,
      t?.magic,
      host ? this.hostMagic(host) : undefined,
      play ? this.playMagic(play) : undefined,
      play ? this.playHosts : undefined,
      this.groupsMagic(),
      this.#runMagic,
    );
    layers.push(options.extraVars, request.extra);
    layers.push(t?.includeParams, t?.params);
    if (host) layers.push(facts.nonPersistent.get(host.name), facts.included.get(host.name));
    layers.push(t?.vars, t?.roleVars);
    if (play)
      layers.push(
        p?.roleVars,
        ...this.parts.varsFiles.layers(play, host?.name),
        play.promptedVars,
        play.vars,
      );
    if (host) {
      const view = facts.view(host.name);
      layers.push(view.injected, view.namespaced);
      layers.push(...this.parts.hostLayers.layers(host, t?.paths ?? this.shared([loader.basedir])));
    }
    layers.push(t?.defaults, p?.defaults);
    const layered = new LayeredScope(layers);
    self.scope = layered;
    if (!this.#merges) return layered;
    let merged: Vars = new Map();
    for (const l of layered.weakestFirst())
      merged = combineVars(
        merged as Dict,
        new Map([...l.keys()].map((k) => [k, l.get(k) as Value])),
        'merge',
      ) as Vars;
    self.scope = new MapScope(merged);
    return self.scope;
  }

  /**
   * Reads the play's vars_files for this host. Call before `scope` for a play and host. With a task its group_vars/ and
   * host_vars/ are read too: what is wrong with them is thrown now.
   */
  async prepare(play: Play, host: Host | undefined, task?: Task): Promise<void> {
    if (play.varsFiles.length > 0)
      await this.parts.varsFiles.read(play, host?.name, () => this.scope({ play, host }));
    if (host && task) this.parts.hostLayers.layers(host, this.searchPath(task));
  }

  setFacts(host: string, facts: Dict): void {
    this.parts.facts.setFacts(host, facts);
  }

  private taskLayers(task: Task): TaskLayers {
    const known = this.#tasks.get(task);
    if (known) return known;
    const chain = task.getDepChain();
    const role: Role | undefined = task.role;
    const made: TaskLayers = {
      params: role ? roleParams(role, chain) : new Map(),
      includeParams: task.includeParams(),
      vars: task.getVars(),
      roleVars: role ? roleVars(role, chain) : new Map(),
      defaults: role ? roleDefaults(role, chain) : new Map(),
      magic: taskMagic(task),
      paths: this.shared(searchPath(task, this.parts.loader)),
    };
    this.#tasks.set(task, made);
    return made;
  }

  /** Tasks of one role or file have the same folders: one list serves all. */
  readonly #paths = new Map<string, readonly string[]>();
  private shared(paths: readonly string[]): readonly string[] {
    const key = paths.join('\0');
    const known = this.#paths.get(key);
    if (!known) this.#paths.set(key, paths);
    return known ?? paths;
  }

  /** The folders that a task's files are searched in (`ansible_search_path`). */
  searchPath(task: Task): readonly string[] {
    return this.taskLayers(task).paths;
  }

  private playLayers(play: Play): PlayLayers {
    const known = this.#plays.get(play);
    if (known && known.roles === play.roles.length) return known;
    const join = (maps: Vars[]): Vars =>
      maps.reduce((a, b) => (b.size === 0 ? a : overVars(a, b)), new Map<string, Value>());
    const shared = this.parts.settings.bool('DEFAULT_PRIVATE_ROLE_VARS') ? [] : play.roles;
    const made: PlayLayers = {
      roles: play.roles.length,
      defaults: join(play.roles.map((r) => roleDefaults(r, undefined))),
      roleVars: join(shared.map((r) => roleVars(r, undefined))),
    };
    this.#plays.set(play, made);
    return made;
  }

  private playMagic(play: Play): Vars {
    const known = playNames.get(play);
    if (known?.roles === play.roles.length) return known.vars;
    const all = [...new Set(play.roles.flatMap((r) => r.allDependencies().map((d) => d.title())))];
    const names = play.roles.map((r) => r.title());
    const vars: Vars = new Map();
    vars.set('ansible_role_names', [...new Set([...all, ...names])]);
    vars.set('ansible_play_role_names', names);
    vars.set('ansible_dependent_role_names', all);
    vars.set('role_names', names);
    vars.set('ansible_play_name', play.title());
    playNames.set(play, { roles: names.length, vars });
    return vars;
  }

  #groups: { of: Map<string, string[]>; vars: Vars } | undefined;
  private groupsMagic(): Vars {
    const of = this.parts.inventory.groupsDict();
    if (this.#groups?.of !== of) {
      const groups: Dict = new Map();
      for (const [g, hosts] of of) groups.set(g, [...hosts]);
      this.#groups = { of, vars: new Map([['groups', groups]]) };
    }
    return this.#groups.vars;
  }

  readonly #hosts = new WeakMap<Host, { of: Map<string, string[]>; vars: Vars }>();
  private hostMagic(host: Host): Vars {
    // made anew whenever a host or group was added or moved
    const of = this.parts.inventory.groupsDict();
    const known = this.#hosts.get(host);
    if (known?.of === of) return known.vars;
    const vars: Vars = new Map();
    const file = host.vars.get('inventory_file');
    const dir = host.vars.get('inventory_dir');
    vars.set('inventory_hostname', host.name);
    vars.set('inventory_hostname_short', host.shortName);
    if (file !== undefined) vars.set('inventory_file', file);
    if (dir !== undefined) vars.set('inventory_dir', dir);
    vars.set('group_names', host.groupNames());
    this.#hosts.set(host, { of, vars });
    return vars;
  }
}

const playNames = new WeakMap<Play, { roles: number; vars: Vars }>();
