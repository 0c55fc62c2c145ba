import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { utilSources } from '../utils-source.ts';

/** The Python files that plugins may import, by path ("ansible/errors/__init__.py"), the server's own among them. */
export async function supportSources(): Promise<ReadonlyMap<string, string>> {
  const dir = fileURLToPath(new URL('./support', import.meta.url));
  const found = new Map<string, string>();
  for (const [path, text] of await utilSources()) found.set(`ansible/${path}`, text);
  if (!existsSync(join(dir, 'ansible_ts.py'))) {
    for (const [path, text] of (await import('./bundled.ts')).bundledSupport) found.set(path, text);
    return found;
  }
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith('.py')) found.set(path, readFileSync(join(dir, path), 'utf8'));
    }
  };
  visit('');
  return found;
}
