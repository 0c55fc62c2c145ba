import { posix } from 'node:path';
import type { Target } from '../../target/types.ts';
import { fnmatchRegex } from '../../value/fnmatch.ts';
import { isErrno } from './errno.ts';

export const hasGlob = (path: string): boolean => /[*?[]/.test(path);

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
    const re = fnmatchRegex(base);
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
