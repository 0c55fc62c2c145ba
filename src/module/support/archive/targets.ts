import type { Target } from '../../../target/types.ts';
import { fnmatchRegex } from '../../../value/fnmatch.ts';
import { join } from '../file/context.ts';
import { lookAt } from '../file-info.ts';

/** What is to be archived. */
export interface Targets {
  /** The given paths, patterns filled in; those that do not exist too. */
  readonly expanded: readonly string[];
  readonly excluded: readonly string[];
  /** Those that exist and are not excluded, sorted. */
  readonly found: readonly string[];
  readonly missing: readonly string[];
  /** The directory that names in the archive begin below, with a slash at its end. */
  readonly root: string;
  /** Whether there is more than one plain file. */
  readonly many: boolean;
}

/** The paths that a shell pattern fits, sorted, as Python's glob finds them. */
export async function expandGlob(target: Target, pattern: string): Promise<string[]> {
  let heads = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter((p) => p !== '')) {
    const next: string[] = [];
    for (const head of heads) {
      if (!/[*?[]/.test(part)) {
        next.push(join(head, part));
        continue;
      }
      const names = await target.list(head === '' ? '.' : head).catch(() => []);
      const fits = fnmatchRegex(part);
      for (const n of names)
        if (fits.test(n) && (part.startsWith('.') || !n.startsWith('.'))) next.push(join(head, n));
    }
    heads = next;
  }
  const there = await Promise.all(heads.map((h) => lookAt(target, h, false)));
  return heads.filter((_, i) => there[i] !== undefined);
}

async function expand(
  target: Target,
  paths: readonly string[],
): Promise<{ paths: string[]; globbed: boolean }> {
  const out: string[] = [];
  let globbed = false;
  for (const given of paths) {
    const path = /^~|\$/.test(given) ? await target.expand(given) : given;
    if (/[*?]/.test(path)) {
      globbed = true;
      out.push(...(await expandGlob(target, path)));
    } else out.push(path);
  }
  return { paths: out, globbed };
}

export async function findTargets(
  target: Target,
  paths: readonly string[],
  excludePaths: readonly string[],
): Promise<Targets> {
  const { paths: expanded, globbed } = await expand(target, paths);
  const { paths: excluded } = await expand(target, excludePaths);
  const wanted = [...new Set(expanded)].filter((p) => !excluded.includes(p)).sort();
  const stats = await Promise.all(wanted.map((p) => lookAt(target, p, false)));
  const found = wanted.filter((_, i) => stats[i] !== undefined);
  const first = stats.find((s) => s !== undefined);
  const directory =
    found.length === 1 &&
    (first?.type === 'directory' ||
      (first?.type === 'link' && (await lookAt(target, found[0]!))?.type === 'directory'));
  return {
    expanded,
    excluded,
    found,
    missing: wanted.filter((_, i) => stats[i] === undefined),
    root: commonRoot(wanted),
    many: globbed || wanted.length > 1 || directory,
  };
}

/** The deepest directory that holds all paths. */
function commonRoot(paths: readonly string[]): string {
  const dirs = paths.map((p) => p.replace(/(.)\/+$/, '$1')).map((p) => p.slice(0, p.lastIndexOf('/') + 1));
  let common = dirs[0] ?? '';
  for (const d of dirs) while (!d.startsWith(common)) common = common.slice(0, -1);
  return common.slice(0, common.lastIndexOf('/') + 1);
}

export interface Entry {
  readonly path: string;
  readonly directory: boolean;
}

/** Everything below the targets, the targets themselves where they are no directories. */
export async function entriesOf(
  target: Target,
  targets: Targets,
  patterns: readonly string[],
  dest: string,
): Promise<Entry[]> {
  const unwanted = patterns.map(fnmatchRegex);
  const out: Entry[] = [];
  const add = (path: string, directory: boolean): void => {
    if (path === dest) return;
    const inside = path.slice(targets.root.length);
    if (unwanted.some((u) => u.test(path) || u.test(inside))) return;
    out.push({ path, directory });
  };
  for (const path of targets.found) {
    const end = await lookAt(target, path);
    if (end?.type !== 'directory') {
      add(path, false);
      continue;
    }
    for (const s of await target.walk(path.replace(/(.)\/+$/, '$1'))) add(s.path, s.type === 'directory');
  }
  return out;
}
