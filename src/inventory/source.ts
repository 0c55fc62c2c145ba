import type { Settings } from '../config/settings.ts';
import type { Dict, Value } from '../value/types.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import type { InventoryData } from './data.ts';
import type { Host } from './host.ts';

/** Templates for the sources that build groups and variables (constructed, generator). */
export interface InventoryTemplar {
  /** A text with `{{ }}` over variables; undefined names throw. */
  template(value: Value, vars: ReadonlyMap<string, Value>): Value | Promise<Value>;
  /** An expression without braces (a `when`) over variables. */
  expression(text: string, vars: ReadonlyMap<string, Value>): Value | Promise<Value>;
}

/** What a source plugin gets. */
export interface SourceContext {
  readonly data: InventoryData;
  readonly settings: Settings;
  readonly loader: DataLoader;
  readonly templar: () => Promise<InventoryTemplar>;
  /** group_vars/ and host_vars/ as the vars plugins give them, for sources that ask. */
  readonly pluginVars: (host: Host, sources: readonly string[]) => Dict;
  /** -e, for `use_extra_vars`. */
  readonly extraVars: Dict;
  /** Sources read before this one. */
  readonly processed: readonly string[];
}

/** One way to read an inventory. `wants` looks at name and kind only; `parse` throws AnsibleError. */
export interface InventorySource {
  wants(source: string, ctx: SourceContext): boolean;
  parse(source: string, ctx: SourceContext): void | Promise<void>;
}
