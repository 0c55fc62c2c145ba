import { str } from '../value/repr.ts';
import { MapScope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';
import { isUndefined } from '../value/undefined.ts';
import type { InventoryOptions } from './inventory.ts';
import type { InventoryTemplar } from './source.ts';

/** Templates for inventory sources: over a host's variables, without lookups, files beside the current directory. */
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
    lookup: () => undefined,
    hosts: () => [],
    testsAsFilters: true,
  };
  const over = (vars: ReadonlyMap<string, Value>) => new Templar(environment, new MapScope(new Map(vars)));
  return {
    template: (value, vars) => over(vars).template(value),
    expression: async (text, vars) => {
      const value = await over(vars).expression(text);
      // Asking for its text makes an undefined value say what is missing.
      if (isUndefined(value)) str(value);
      return value;
    },
  };
}
