import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { homeOf, userName } from './names.ts';

/** os.path.expandvars: `$name` and `${name}`; unknown ones stay as they are. */
export const expandVariables = (path: string, env: Readonly<Record<string, string>>): string =>
  path.includes('$')
    ? path.replace(
        /\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g,
        (all, plain?: string, braced?: string) => env[plain ?? braced ?? ''] ?? all,
      )
    : path;

/** os.path.expanduser: `~` and `~name`; an unknown user's stays as it is. */
export function expandUser(path: string, env: Readonly<Record<string, string>>): string {
  if (!path.startsWith('~')) return path;
  const slash = path.indexOf('/');
  const name = path.slice(1, slash < 0 ? undefined : slash);
  const home = name === '' ? (env['HOME'] ?? homeOf(userName(process.getuid?.() ?? 0))) : homeOf(name);
  if (home === undefined) return path;
  const rest = slash < 0 ? '' : path.slice(slash);
  return home.replace(/\/+$/, '') + rest || '/';
}

/** os.path.realpath: links resolved as far as the path exists, the rest kept; a loop of links is left as it stands. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // something on the way is missing or may not be read: walk it ourselves
  }
  let done = '';
  const left = resolve(path).split('/').filter(Boolean).reverse();
  const seen = new Set<string>();
  while (left.length > 0) {
    const name = left.pop() ?? '';
    if (name === '.' || name === '') continue;
    if (name === '..') {
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
      continue;
    }
    const here = `${done}/${name}`;
    let text: string | undefined;
    try {
      if (lstatSync(here).isSymbolicLink()) text = readlinkSync(here);
    } catch {
      // missing tail
    }
    if (text === undefined || seen.has(here)) {
      done = here;
      continue;
    }
    seen.add(here);
    if (text.startsWith('/')) done = '';
    left.push(...text.split('/').filter(Boolean).reverse());
  }
  return done || '/';
}
