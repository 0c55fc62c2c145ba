import { posix } from 'node:path';
import type { Target } from '../../target/types.ts';
import { isErrno } from './errno.ts';

export const hasGlob = (path: string): boolean => /[*?[]/.test(path);

/** One path component of a shell pattern as a regular expression: `*`, `?`, `[...]` with `!` for "not". */
export function globRegExp(pattern: string): RegExp {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') out += '.*';
    else if (c === '?') out += '.';
    else if (c === '[') {
      let end = pattern.indexOf(']', pattern[i + 1] === '!' ? i + 3 : i + 2);
      if (end < 0) out += '\\[';
      else {
        let set = pattern.slice(i + 1, end).replaceAll('\\', '\\\\');
        if (set.startsWith('!')) set = `^${set.slice(1)}`;
        else if (set.startsWith('^')) set = `\\${set}`;
        out += `[${set.replaceAll('[', '\\[')}]`;
        i = end;
        end = -1;
      }
    } else out += c.replace(/[.+^${}()|\\\]]/g, '\\$&');
  }
  return new RegExp(`^${out}$`, 's');
}

/** Paths on the host that match a pattern, as Python's glob.glob gives them (dot files only where asked), sorted. */
export async function globPaths(target: Target, pattern: string, cwd?: string): Promise<string[]> {
  const at = (p: string): string => (cwd === undefined || posix.isAbsolute(p) ? p : posix.join(cwd, p));
  if (!hasGlob(pattern))
    return (await target.stat(at(pattern), { follow: false })) === undefined ? [] : [pattern];
  const cut = pattern.lastIndexOf('/');
  const dir = cut < 0 ? '' : pattern.slice(0, cut) || '/';
  const base = pattern.slice(cut + 1);
  const dirs = hasGlob(dir) ? await globPaths(target, dir, cwd) : [dir];
  const found: string[] = [];
  for (const d of dirs) {
    const join = (name: string): string => (d === '' ? name : d === '/' ? `/${name}` : `${d}/${name}`);
    if (!hasGlob(base)) {
      if ((await target.stat(at(join(base)), { follow: false })) !== undefined) found.push(join(base));
      continue;
    }
    const re = globRegExp(base);
    try {
      const names = await target.list(at(d === '' ? '.' : d));
      for (const n of names)
        if (re.test(n) && (!n.startsWith('.') || base.startsWith('.'))) found.push(join(n));
    } catch (e) {
      if (!isErrno(e, 'ENOENT', 'ENOTDIR', 'EACCES')) throw e;
    }
  }
  return found;
}
