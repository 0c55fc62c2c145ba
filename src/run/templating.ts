import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingValue } from '../config/setting.ts';
import type { Settings } from '../config/settings.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { FilterDefinition, TestDefinition } from '../jinja/define.ts';
import { lookupLoaders } from '../lookup/registry.gen.ts';
import { collectionDir } from '../playbook/collections.ts';
import { searchPath, stackCandidates } from '../playbook/files.ts';
import type { Task } from '../playbook/task.ts';
import { PythonPlugins } from '../python/plugins/index.ts';
import type { LookupDefinition } from '../template/define.ts';
import type { TemplarEnvironment } from '../template/environment.ts';
import { ansibleFilter, ansibleTest } from '../template/plugins.ts';
import { Templar } from '../template/templar.ts';
import type { Scope } from '../value/scope.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import type { DataLoader } from '../vault/data-loader.ts';

const loaders = lookupLoaders as Readonly<Record<string, () => Promise<{ default: LookupDefinition }>>>;

/** Collections whose plugins we bring ourselves. */
const ownCollections = new Set([
  'ansible.builtin',
  'ansible.legacy',
  'ansible.posix',
  'ansible.utils',
  'community.general',
]);

/** Makes templars for tasks: one environment for each place that files are searched from. */
export class Templating {
  readonly #environments = new WeakMap<object, TemplarEnvironment>();
  readonly #loaded = new Map<string, LookupDefinition>();
  readonly #python: PythonPlugins;
  #shared: TemplarEnvironment | undefined;

  constructor(
    private readonly parts: {
      readonly settings: Settings;
      readonly loader: DataLoader;
      readonly inventory: Inventory;
      /** Folders that may hold `filter_plugins` and kin, as the playbook and its roles are loaded. */
      readonly pluginRoots?: () => readonly string[];
    },
  ) {
    const { settings, loader } = parts;
    const configured = {
      filter: 'DEFAULT_FILTER_PLUGIN_PATH',
      test: 'DEFAULT_TEST_PLUGIN_PATH',
      lookup: 'DEFAULT_LOOKUP_PLUGIN_PATH',
      callback: 'DEFAULT_CALLBACK_PLUGIN_PATH',
    } as const;
    this.#python = new PythonPlugins({
      roots: parts.pluginRoots ?? (() => []),
      configured: (kind) => settings.list(configured[kind]),
      collectionRoots: () => [join(loader.basedir, 'collections'), ...settings.list('COLLECTIONS_PATHS')],
      env: settings.env,
      ini: (section, key) => settings.iniValue(section, key),
    });
  }

  templar(scope: Scope, task: Task | undefined): Templar {
    return new Templar(this.environment(task), scope);
  }

  hasLookup(name: string): boolean {
    return this.find(name) !== undefined || this.#python.hasLookup(name);
  }

  private find(name: string): string | undefined {
    if (Object.hasOwn(loaders, name)) return name;
    for (const c of ['ansible.builtin', 'community.general'])
      if (Object.hasOwn(loaders, `${c}.${name}`)) return `${c}.${name}`;
    return name.startsWith('ansible.legacy.') ? this.find(name.slice(15)) : undefined;
  }

  private lookup = (name: string): LookupDefinition | undefined | Promise<LookupDefinition | undefined> => {
    const full = this.find(name);
    // one of the playbook or a role hides ours; of a collection only where we have none
    const own =
      full === name && name.includes('.')
        ? undefined
        : this.#python.lookup(name, this.environment(undefined));
    if (own !== undefined) return own;
    if (full === undefined) return undefined;
    const known = this.#loaded.get(full);
    if (known) return known;
    return (loaders[full] as () => Promise<{ default: LookupDefinition }>)().then((m) => {
      this.#loaded.set(full, m.default);
      return m.default;
    });
  };

  // one function each for all environments: engines are shared by those that find the same plugins
  private filter = (name: string): FilterDefinition | undefined =>
    name.includes('.') && ansibleFilter(name) ? undefined : this.#python.filter(name);
  private test = (name: string): TestDefinition | undefined =>
    name.includes('.') && ansibleTest(name) ? undefined : this.#python.test(name);

  private missing = (kind: 'filter' | 'test', name: string): string | undefined => {
    const [ns, collection, ...rest] = name.split('.');
    if (rest.length === 0 || ownCollections.has(`${ns}.${collection}`)) return undefined;
    const dir = collectionDir(`${ns}.${collection}`, this.parts);
    if (dir === undefined)
      return `Invalid plugin FQCN (${name}): unable to locate collection ${ns}.${collection}`;
    if (existsSync(join(dir, 'plugins', kind))) return undefined;
    return `No module named 'ansible_collections.${ns}.${collection}.plugins${existsSync(join(dir, 'plugins')) ? `.${kind}` : ''}'`;
  };

  private environment(task: Task | undefined): TemplarEnvironment {
    if (!task) {
      this.#shared ??= this.make(() => [this.parts.loader.basedir]);
      return this.#shared;
    }
    let env = this.#environments.get(task);
    if (!env) {
      let paths: string[] | undefined;
      env = this.make(() => (paths ??= searchPath(task, this.parts.loader)));
      this.#environments.set(task, env);
    }
    return env;
  }

  private make(paths: () => string[]): TemplarEnvironment {
    const { settings, loader, inventory } = this.parts;
    return {
      get baseDir() {
        return loader.basedir;
      },
      env: settings.env,
      searchPath: (kind) => stackCandidates(loader, paths(), kind, '').map((p) => p.replace(/\/$/, '')),
      findFile: (kind, name) => stackCandidates(loader, paths(), kind, name).find((p) => existsSync(p)),
      readFile: (path) => loader.readFile(path).data,
      setting: (name) => (settings.has(name) ? (settings.get(name) as Value) : undefined),
      pluginOption: (kind, plugin, vars) => {
        const names = settings.pluginOptions(kind, plugin);
        if (names.length === 0) return undefined;
        const variable = (name: string): SettingValue | undefined => {
          const v = vars(name);
          return v === undefined ? undefined : ((asText(v) ?? v) as SettingValue);
        };
        return (option) =>
          names.includes(option) ? (settings.plugin(kind, plugin, option, variable) as Value) : undefined;
      },
      lookup: this.lookup,
      filter: this.filter,
      test: this.test,
      testsAsFilters: true,
      hasCollection: (name) =>
        [join(loader.basedir, 'collections'), ...settings.list('COLLECTIONS_PATHS')].some((root) =>
          existsSync(join(root, 'ansible_collections', ...name.split('.'))),
        ),
      missing: this.missing,
      hosts: (pattern) => inventory.getHosts(pattern, { ignoreRestriction: true }).map((h) => h.name),
    };
  }
}
