import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { parseYaml } from '../yaml/load.ts';

/** What a collection's meta/runtime.yml says of one of its plugins. */
export interface Route {
  /** Full name of what took its place. */
  readonly redirect?: string | undefined;
  /** It is on its way out: the text that says so, and when it goes. */
  readonly deprecation?:
    | { readonly text: string; readonly date: string | undefined; readonly version: string | undefined }
    | undefined;
  /** It is gone: the text that says so. */
  readonly gone?: string;
}

const files = new Map<string, string | undefined>();
const tables = new Map<string, ReturnType<typeof parseYaml>>();

/** The text of a collection's meta/runtime.yml, or undefined where it has none. */
export function runtimeText(dir: string): string | undefined {
  const path = join(dir, 'meta', 'runtime.yml');
  if (!files.has(path)) {
    try {
      files.set(path, readFileSync(path, 'utf8'));
    } catch {
      files.set(path, undefined); // no routing
    }
  }
  return files.get(path);
}

/**
 * The routing of a plugin (`kind`: modules, action, lookup ...) of the collection in `dir`, or undefined. The file is
 * parsed only where it speaks of the name: that of community.general has thousands of lines.
 */
export function routeOf(dir: string, kind: string, name: string): Route | undefined {
  const path = join(dir, 'meta', 'runtime.yml');
  const text = runtimeText(dir);
  if (text === undefined || !new RegExp(`^\\s+['"]?${name.replace(/\W/g, '\\$&')}['"]?:`, 'm').test(text))
    return undefined;
  if (!tables.has(path)) {
    try {
      tables.set(path, parseYaml(text, { file: path, safe: true }));
    } catch {
      tables.set(path, null); // a broken file routes nothing
    }
  }
  const entry = at(tables.get(path), 'plugin_routing', kind, name);
  const redirect = asText(at(entry, 'redirect') ?? null);
  const aging = at(entry, 'deprecation');
  const said = (key: string): string | undefined => {
    const v = at(aging, key) ?? null;
    return v === null ? undefined : str(v);
  };
  if (redirect !== undefined || aging instanceof Map) {
    const deprecation =
      aging instanceof Map
        ? { text: said('warning_text') ?? '', date: said('removal_date'), version: said('removal_version') }
        : undefined;
    return { redirect, deprecation };
  }
  const tombstone = at(entry, 'tombstone');
  if (tombstone instanceof Map) return { gone: asText(at(tombstone, 'warning_text') ?? null) ?? '' };
  return undefined;
}

function at(
  value: ReturnType<typeof parseYaml> | undefined,
  ...keys: string[]
): ReturnType<typeof parseYaml> | undefined {
  let v = value;
  for (const k of keys) {
    if (!(v instanceof Map)) return undefined;
    v = v.get(k);
  }
  return v;
}
