import { readdirSync } from 'node:fs';
import { fnmatchRegex } from '../../value/fnmatch.ts';
import { lstatOf, statOf } from './files.ts';

const magic = /[*?[]/;

/** Python's fnmatch.fnmatch of POSIX. */
export const fnmatch = (name: string, pattern: string): boolean => fnmatchRegex(pattern).test(name);

function entries(dir: string): string[] {
  try {
    return readdirSync(dir || '.');
  } catch {
    return [];
  }
}

/** Python's glob.glob (not recursive): hidden names only for patterns that begin with a dot. */
export function glob(pattern: string): string[] {
  if (!magic.test(pattern)) return lstatOf(pattern) ? [pattern] : [];
  const slash = pattern.lastIndexOf('/');
  const dir = slash < 0 ? '' : pattern.slice(0, slash) || '/';
  const base = pattern.slice(slash + 1);
  const dirs = magic.test(dir) ? glob(dir) : [dir];
  const out: string[] = [];
  for (const d of dirs) {
    const prefix = d === '' ? '' : d.endsWith('/') ? d : `${d}/`;
    if (!magic.test(base)) {
      if (base === '' ? statOf(d)?.isDirectory() : lstatOf(prefix + base)) out.push(prefix + base);
      continue;
    }
    const test = fnmatchRegex(base);
    for (const name of entries(d))
      if (test.test(name) && (!name.startsWith('.') || base.startsWith('.'))) out.push(prefix + name);
  }
  return out;
}

/** The regular files among what matches, sorted by name so that a run repeats. */
export const globFiles = (pattern: string): string[] =>
  glob(pattern)
    .filter((f) => statOf(f)?.isFile())
    .sort();
