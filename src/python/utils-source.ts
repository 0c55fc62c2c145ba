import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

let sources: Promise<ReadonlyMap<string, string>> | undefined;

/**
 * Our module_utils by path below the `ansible` package ("module_utils/basic.py"). The published bundle holds them as
 * text; from a source tree they are read from disk.
 */
export function utilSources(): Promise<ReadonlyMap<string, string>> {
  sources ??= load();
  return sources;
}

async function load(): Promise<ReadonlyMap<string, string>> {
  const dir = fileURLToPath(new URL('./module_utils', import.meta.url));
  if (!existsSync(join(dir, 'basic.py'))) return (await import('./utils-bundled.ts')).bundled;
  const found = new Map<string, string>();
  const visit = (at: string, name: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) visit(join(at, entry.name), `${name}/${entry.name}`);
      else if (entry.name.endsWith('.py'))
        found.set(`${name}/${entry.name}`, readFileSync(join(at, entry.name), 'utf8'));
    }
  };
  visit(dir, 'module_utils');
  return found;
}
