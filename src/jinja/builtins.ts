import type { FilterDefinition, TestDefinition } from './define.ts';
import { builtinFilters } from './filters.gen.ts';
import { builtinTests } from './tests.gen.ts';

/** By name and alias; made on first use. */
function index<T extends { readonly aliases?: readonly string[] }>(
  plugins: Readonly<Record<string, T>>,
): Map<string, T> {
  const out = new Map<string, T>();
  for (const [name, def] of Object.entries(plugins)) {
    out.set(name, def);
    for (const a of def.aliases ?? []) out.set(a, def);
  }
  return out;
}
let filters: Map<string, FilterDefinition> | undefined;
let tests: Map<string, TestDefinition> | undefined;

/** Jinja2's own filter of that name. */
export function builtinFilter(name: string): FilterDefinition | undefined {
  filters ??= index<FilterDefinition>(builtinFilters);
  return filters.get(name);
}
/** Jinja2's own test of that name. */
export function builtinTest(name: string): TestDefinition | undefined {
  tests ??= index<TestDefinition>(builtinTests);
  return tests.get(name);
}
