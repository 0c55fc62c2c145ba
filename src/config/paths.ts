import { readFileSync } from 'node:fs';
import { normalize, resolve } from 'node:path';
import { accountHomeDir } from './account.ts';

export type Env = Readonly<Record<string, string | undefined>>;

function homeOf(user: string, env: Env): string | undefined {
  if (user === '') return env['HOME'] ?? accountHomeDir();
  try {
    for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
      const fields = line.split(':');
      if (fields[0] === user) return fields[5];
    }
  } catch {
    // No passwd file: the name stays as it is.
  }
  return undefined;
}

/** `~` and `~user` at the start become the home directory; an unknown user stays. */
export function expandUser(path: string, env: Env): string {
  if (!path.startsWith('~')) return path;
  const end = path.indexOf('/');
  const home = homeOf(end === -1 ? path.slice(1) : path.slice(1, end), env);
  if (home === undefined) return path;
  return home.replace(/\/+$/, '') + (end === -1 ? '' : path.slice(end)) || '/';
}

/** `$NAME` and `${NAME}` become the variable's value; an unset one stays as it is. */
export const expandVars = (path: string, env: Env): string =>
  path.includes('$')
    ? path.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (all, a?: string, b?: string) => env[a ?? b ?? ''] ?? all)
    : path;

/** A full path: `~` and variables expanded, relative to `base`, `.` and `..` taken out, links not followed. */
export function fullPath(path: string, base: string, env: Env): string {
  const p = normalize(resolve(base, expandVars(expandUser(path, env), env)));
  return p.length > 1 ? p.replace(/\/+$/, '') : p;
}
