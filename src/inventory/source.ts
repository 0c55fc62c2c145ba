import type { Settings } from '../config/settings.ts';
import type { Dict, Value } from '../value/types.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import type { InventoryData } from './data.ts';

/** Templates for the sources that build groups and variables (constructed, generator). */
export interface InventoryTemplar {
  /** A text with `{{ }}` over variables; undefined names throw. */
  template(
    value: Value,
    vars: ReadonlyMap<string, Value>,
    options?: { disableLookups?: boolean },
  ): Value | Promise<Value>;
}

/** What a source plugin gets. */
export interface SourceContext {
  readonly data: InventoryData;
  readonly settings: Settings;
  readonly loader: DataLoader;
  readonly templar: () => Promise<InventoryTemplar>;
  /** What group_vars/ or host_vars/ beside the sources read so far say, for sources that ask. */
  readonly pluginVars: (kind: 'group' | 'host', name: string) => Dict;
  /** The facts of a host in the cache of facts. */
  readonly cachedFacts: (host: string) => Dict | undefined;
  /** -e, for `use_extra_vars`. */
  readonly extraVars: Dict;
  /** What is wrong with -e; a source that reads it fails so. */
  readonly extraVarsError?: Error | undefined;
}

/** One way to read an inventory. `wants` looks at name and kind only; `parse` throws AnsibleError. */
export interface InventorySource {
  wants(source: string, ctx: SourceContext): boolean;
  parse(source: string, ctx: SourceContext): void | Promise<void>;
}
