import type { LookupDefinition } from '../template/define.ts';
import { MapScope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';
import type { InventoryOptions } from './inventory.ts';
import type { InventoryTemplar } from './source.ts';

const loaded = new Map<string, LookupDefinition | undefined>();

/** Our lookup of a name, with or without its collection: at once, where it has been loaded. */
function lookup(name: string): LookupDefinition | undefined | Promise<LookupDefinition | undefined> {
  return loaded.has(name) ? loaded.get(name) : load(name);
}

async function load(name: string): Promise<LookupDefinition | undefined> {
  const { lookupLoaders } = await import('../lookup/registry.gen.ts');
  const loaders = lookupLoaders as Readonly<Record<string, () => Promise<{ default: LookupDefinition }>>>;
  const short = name.replace(/^ansible\.legacy\./, '');
  const full = [short, `ansible.builtin.${short}`, `community.general.${short}`].find((n) =>
    Object.hasOwn(loaders, n),
  );
  const found = full === undefined ? undefined : (await loaders[full]!()).default;
  loaded.set(name, found);
  return found;
}

/** Templates for inventory sources: over a host's variables, files beside the current directory. */
export async function inventoryTemplar({ settings, loader }: InventoryOptions): Promise<InventoryTemplar> {
  const { Templar } = await import('../template/templar.ts');
  const environment = {
    baseDir: settings.cwd,
    env: settings.env,
    searchPath: () => [settings.cwd],
    findFile: () => undefined,
    readFile: (path: string) => loader.readFile(path).data,
    setting: (name: string): Value | undefined =>
      settings.has(name) ? (settings.get(name) as Value) : undefined,
    lookup,
    hosts: () => [],
    testsAsFilters: true,
  };
  const over = (vars: ReadonlyMap<string, Value>) => new Templar(environment, new MapScope(new Map(vars)));
  return {
    template: (value, vars, options) => over(vars).template(value, options),
  };
}
