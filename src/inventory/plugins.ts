import type { InventorySource } from './source.ts';

/** Sources by the name that enable_plugins gives them; read when first used. */
export const SOURCES: ReadonlyMap<string, () => Promise<InventorySource>> = new Map([
  ['host_list', async () => (await import('./sources/host-list.ts')).hostList],
  ['advanced_host_list', async () => (await import('./sources/host-list.ts')).advancedHostList],
  ['script', async () => (await import('./sources/script.ts')).script],
  ['auto', async () => (await import('./sources/auto.ts')).auto],
  ['yaml', async () => (await import('./sources/yaml.ts')).yaml],
  ['ini', async () => (await import('./sources/ini.ts')).ini],
  ['toml', async () => (await import('./sources/toml.ts')).toml],
  ['constructed', async () => (await import('./sources/constructed.ts')).constructed],
  ['generator', async () => (await import('./sources/generator.ts')).generator],
]);
