import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { ModuleDefinition } from '../module/define.ts';
import { moduleLoaders } from '../module/registry.gen.ts';
import { actions, isRoleInclude, isTaskInclude } from '../playbook/actions.ts';
import { routeOf } from '../playbook/collection-routing.ts';
import { collectionDir } from '../playbook/collections.ts';
import type { ActionResolver, Redirect, ResolvedAction } from '../playbook/context.ts';
import { movedModule } from '../playbook/moved-modules.ts';
import { nearestName } from '../playbook/nearest.ts';

type AnyModule = ModuleDefinition<unknown>;
const loaders = moduleLoaders as Readonly<Record<string, () => Promise<{ default: AnyModule }>>>;

/** Short names of our modules to their full names; a name in two collections belongs to the one listed first. */
const order = ['ansible.builtin', 'ansible.posix', 'community.general', 'ansible_ts.image'];
let shortNames: Map<string, string> | undefined;
function shortName(name: string): string | undefined {
  if (!shortNames) {
    shortNames = new Map();
    const rank = (f: string): number => {
      const i = order.indexOf(collectionOf(f));
      return i < 0 ? order.length : i;
    };
    for (const f of Object.keys(loaders).sort((a, b) => rank(b) - rank(a)))
      shortNames.set(f.slice(f.lastIndexOf('.') + 1), f);
  }
  return shortNames.get(name);
}
/** Modules whose part on the control node went with them to their collection. */
const withAction = new Set(['patch', 'synchronize']);
const routed = (name: string, to: string): Redirect => ({
  action: withAction.has(name),
  from: `ansible.builtin.${name}`,
  to,
});
const collectionOf = (fqcn: string): string => fqcn.slice(0, fqcn.lastIndexOf('.'));

const notModules = new Set([
  '.pyc',
  '.pyo',
  '.swp',
  '.bak',
  '.rpm',
  '.md',
  '.txt',
  '.rst',
  '.yml',
  '.yaml',
  '.ini',
  '.json',
]);

/**
 * Finds what an action name means: our own modules, and files in `library/` folders of roles, beside the playbook, on
 * ANSIBLE_LIBRARY, and in collections. A module of a role or playbook hides ours of the same name, as in Ansible.
 */
export class ModuleRegistry implements ActionResolver {
  /** Folders of modules, strongest first, with what is in them. */
  readonly #libraries: Array<{ dir: string; files: Map<string, string> }> = [];
  readonly #collections = new Map<string, { dir: string | undefined; files: ReadonlyMap<string, string> }>();
  readonly moduleUtilsPaths: string[] = [];
  readonly pluginRoots: string[] = [];
  readonly #loaded = new Map<string, AnyModule>();
  readonly #pluginDirs = new Set<string>();
  #ofPlaybooks = 0;

  constructor(
    private readonly settings: Settings,
    private readonly basedir: () => string,
    /** Short names that may not be used (playbook/plugin-filters.ts). */
    private readonly rejected: ReadonlySet<string> = new Set(),
    /** Nothing will run: what could not is no matter. */
    private readonly listing = false,
  ) {
    for (const dir of settings.list('DEFAULT_MODULE_PATH')) this.addLibrary(dir, false);
    for (const dir of settings.list('DEFAULT_MODULE_UTILS_PATH'))
      if (existsSync(dir)) this.moduleUtilsPaths.push(dir);
  }

  addPluginDirs(path: string): void {
    const root = resolve(path);
    if (this.#pluginDirs.has(root)) return;
    this.#pluginDirs.add(root);
    this.#plain.clear();
    this.pluginRoots.push(root);
    this.addLibrary(join(root, 'library'), true);
    if (existsSync(join(root, 'module_utils'))) this.moduleUtilsPaths.unshift(join(root, 'module_utils'));
    this.refuse(root, 'action_plugins', 'action');
    this.refuse(root, 'connection_plugins', 'connection');
    this.refuse(root, 'strategy_plugins', 'strategy');
    for (const path of this.refuse(root, 'vars_plugins', 'vars'))
      notices().warning(
        `The vars plugin ${path} is written in Python and is left out: ansible-ts does not run vars plugins in Python.`,
      );
  }

  /** Plugins that would have to run inside Ansible's own process: said by name when their folder comes in reach. */
  private refuse(root: string, folder: string, kind: string): string[] {
    const dir = join(root, folder);
    if (!existsSync(dir)) return [];
    const paths = readdirSync(dir)
      .filter((f) => extname(f) === '.py' && f !== '__init__.py')
      .map((f) => join(dir, f));
    for (const path of paths) this.refused.set(`${kind}:${basename(path, '.py')}`, path);
    return paths;
  }
  readonly refused = new Map<string, string>();

  private addLibrary(dir: string, strongest: boolean): void {
    if (!existsSync(dir) || !statSync(dir).isDirectory()) return;
    const entry = { dir, files: scan(dir) };
    // folders of roles and playbooks come before those of the settings, the first found before later ones
    if (strongest) this.#libraries.splice(this.#ofPlaybooks++, 0, entry);
    else this.#libraries.push(entry);
  }

  /** What short names mean where no collection is named; forgotten when a folder of modules is added. */
  readonly #plain = new Map<string, ResolvedAction>();

  resolve(name: string, collections: readonly string[]): ResolvedAction | undefined {
    if (collections.length > 0) return this.find(name, collections);
    let found = this.#plain.get(name);
    if (!found) {
      found = this.find(name, collections);
      if (found) this.#plain.set(name, found);
    }
    return found;
  }

  private find(name: string, collections: readonly string[]): ResolvedAction | undefined {
    if (isTaskInclude(name) || isRoleInclude(name) || actions.meta.has(name))
      return { kind: 'runner', fqcn: name };
    const parts = name.split('.');
    if (parts.length === 1) {
      const action = this.refused.get(`action:${name}`);
      if (action !== undefined && !this.rejected.has(name) && this.listing)
        return { kind: 'foreign', fqcn: `ansible.legacy.${name}`, path: action };
      if (action !== undefined && !this.rejected.has(name))
        throw new AnsibleError(
          `The action plugin '${name}' (${action}) is written in Python and would run inside Ansible's own process; ansible-ts does not run action plugins in Python. Make it a module (library/${name}.py), which runs on the host.`,
          { kind: 'plugin-not-found' },
        );
      for (const c of collections) {
        if (c === 'ansible.builtin' || c === 'ansible.legacy') continue;
        const found = this.inCollection(c, name);
        if (found) return found;
      }
      if (collections.includes('ansible.builtin') && !collections.includes('ansible.legacy')) {
        return this.native(`ansible.builtin.${name}`) ?? this.inLibraries(name) ?? this.byShortName(name);
      }
      return this.rejected.has(name) ? undefined : (this.inLibraries(name) ?? this.byShortName(name));
    }
    const collection = parts.slice(0, 2).join('.');
    const rest = parts.slice(2).join('.');
    if (collection === 'ansible.legacy') return this.inLibraries(rest) ?? this.byShortName(rest);
    if (collection === 'ansible.builtin') return this.native(name) ?? this.byShortName(rest);
    return this.byFullName(name);
  }

  nearest(name: string): string | undefined {
    const dot = name.lastIndexOf('.');
    if (dot >= 0) return nearestName(name, Object.keys(loaders));
    shortName(name);
    if (this.rejected.has(name)) return 'The list of rejected modules (plugin_filters_cfg) holds it.';
    return nearestName(name, [
      ...(shortNames?.keys() ?? []),
      'include_tasks',
      'import_tasks',
      'include_role',
      'import_role',
      'meta',
    ]);
  }

  private native(fqcn: string): ResolvedAction | undefined {
    return Object.hasOwn(loaders, fqcn) ? { kind: 'native', fqcn } : undefined;
  }

  private byShortName(name: string): ResolvedAction | undefined {
    const full = shortName(name);
    if (full !== undefined)
      // (the table is long: only where somebody will read of it)
      return notices().verbosity >= 2 && !full.startsWith('ansible.builtin.') && movedModule(name) === full
        ? { kind: 'native', fqcn: full, redirect: routed(name, full) }
        : { kind: 'native', fqcn: full };
    // a module of Ansible 2.9 that went to a collection: there, if that is installed
    const moved = movedModule(name);
    const found = moved === undefined ? undefined : this.byFullName(moved);
    return found && { ...found, redirect: routed(name, found.fqcn) };
  }

  private byFullName(name: string, redirects = 0): ResolvedAction | undefined {
    const parts = name.split('.');
    return (
      this.native(name) ?? this.inCollection(parts.slice(0, 2).join('.'), parts.slice(2).join('.'), redirects)
    );
  }

  private inLibraries(name: string): ResolvedAction | undefined {
    for (const l of this.#libraries) {
      const path = l.files.get(name);
      if (path !== undefined) return { kind: 'foreign', fqcn: `ansible.legacy.${name}`, path };
    }
    return undefined;
  }

  private inCollection(collection: string, name: string, redirects = 0): ResolvedAction | undefined {
    if (!collection.includes('.')) return undefined; // no name of a collection: nothing is found there
    const own = this.native(`${collection}.${name}`);
    if (own) return own;
    let found = this.#collections.get(collection);
    if (!found) {
      const dir = collectionDir(collection, {
        settings: this.settings,
        loader: { basedir: this.basedir() },
      });
      found = { dir, files: dir ? scan(join(dir, 'plugins', 'modules')) : new Map() };
      this.#collections.set(collection, found);
    }
    if (found.dir === undefined) return undefined;
    const route = routeOf(found.dir, 'modules', name);
    if (route?.deprecation) {
      const { text, date, version } = route.deprecation;
      notices().deprecated(`${collection}.${name} has been deprecated.${text === '' ? '' : ` ${text}`}`, {
        date,
        version: date === undefined ? version : undefined,
        collection,
      });
    }
    // a chain of redirects that comes back to itself ends here
    if (route?.redirect !== undefined && redirects < 10) {
      const other = this.byFullName(route.redirect, redirects + 1);
      return (
        other && { redirect: { action: false, from: `${collection}.${name}`, to: other.fqcn }, ...other }
      );
    }
    const path = found.files.get(name);
    return path === undefined ? undefined : { kind: 'foreign', fqcn: `${collection}.${name}`, path };
  }

  /** Loads one of our own modules. */
  async load(fqcn: string): Promise<AnyModule> {
    const known = this.#loaded.get(fqcn);
    if (known) return known;
    const loader = loaders[fqcn];
    if (!loader)
      throw new AnsibleError(`The module ${fqcn} was not found in configured module paths`, {
        kind: 'plugin-not-found',
      });
    const module = (await loader()).default;
    this.#loaded.set(fqcn, module);
    return module;
  }

  loaded(fqcn: string): AnyModule | undefined {
    return this.#loaded.get(fqcn);
  }
}

/** Modules in a folder and the folders below it, by name. */
function scan(dir: string): Map<string, string> {
  const out = new Map<string, string>();
  const walk = (d: string): void => {
    for (const f of readdirSync(d, { withFileTypes: true })) {
      const path = join(d, f.name);
      if (f.name.startsWith('.') || f.name === '__pycache__' || f.name === '__init__.py') continue;
      if (f.isDirectory()) walk(path);
      else if (!notModules.has(extname(f.name)) && !f.name.endsWith('~')) {
        const name = basename(f.name, extname(f.name));
        if (!out.has(name) && !name.startsWith('_')) out.set(name, path);
        else if (name.startsWith('_') && !out.has(name.slice(1))) out.set(name.slice(1), path);
      }
    }
  };
  if (existsSync(dir)) walk(dir);
  return out;
}
