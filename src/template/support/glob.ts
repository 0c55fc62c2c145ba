import { readdirSync } from 'node:fs';
import { lstatOf, statOf } from './files.ts';

const magic = /[*?[]/;

/** Python's fnmatch as a RegExp source for one name. */
export function fnmatchSource(pattern: string): string {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') out += '[^]*';
    else if (c === '?') out += '[^]';
    else if (c === '[') {
      let j = i + 1;
      if (pattern[j] === '!') j++;
      if (pattern[j] === ']') j++;
      while (j < pattern.length && pattern[j] !== ']') j++;
      if (j >= pattern.length) out += '\\[';
      else {
        const body = pattern.slice(i + 1, j).replace(/[\\\]]/g, '\\$&');
        out += body.startsWith('!')
          ? `[^${body.slice(1)}]`
          : `[${body.startsWith('^') ? `\\${body}` : body}]`;
        i = j;
      }
    } else out += c.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  }
  return out;
}

/** Python's fnmatch.fnmatch of POSIX. */
export const fnmatch = (name: string, pattern: string): boolean =>
  new RegExp(`^${fnmatchSource(pattern)}$`).test(name);

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
    const test = new RegExp(`^${fnmatchSource(base)}$`);
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
