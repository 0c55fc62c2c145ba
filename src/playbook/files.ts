import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import type { Block } from './block.ts';
import type { Role } from './role.ts';
import type { Task } from './task.ts';

/** What the searches need of the loader. */
export interface Base {
  readonly basedir: string;
}

const tasksDir = /(?:^|\/)tasks\/?$/;

/** `~` expanded, made absolute, `..` taken out; links are kept. */
export const unfrack = (path: string): string =>
  normalize(resolve(path.startsWith('~/') || path === '~' ? join(homedir(), path.slice(1)) : path));

/** Whether a folder looks like a role (or its tasks folder). */
function isRole(path: string): boolean {
  const has = (dir: string, names: string[]): boolean => names.some((n) => existsSync(join(dir, n)));
  const mains = ['main.yml', 'main.yaml', 'main'];
  const inside = [...mains.map((m) => `tasks/${m}`), ...mains.map((m) => `meta/${m}`)];
  return (
    (tasksDir.test(path) && has(path, mains)) || has(unfrack(path), inside) || has(dirname(path), inside)
  );
}

/**
 * The file that `source` means, seen from `path` (a role or playbook folder): in `folder` there, beside it, or
 * relative to the playbook. The last candidate where none exists.
 */
export function findRelative(base: Base, path: string, folder: string, source: string): string {
  if (source.startsWith('/') || source.startsWith('~')) return unfrack(source);
  const role = isRole(path);
  let root = unfrack(path);
  if (role && tasksDir.test(path)) root = unfrack(dirname(path));
  const fromBase = (p: string): string => (isAbsolute(p) ? p : unfrack(join(base.basedir, p)));
  const search = [join(path, folder, source), unfrack(join(root, folder, source))];
  if (role && !source.endsWith(folder)) search.push(unfrack(join(root, 'tasks', source)));
  search.push(
    unfrack(join(folder, source)),
    unfrack(join(root, source)),
    fromBase(join(folder, source)),
    fromBase(source),
  );
  return search.find((c) => existsSync(c)) ?? (search[search.length - 1] as string);
}

/**
 * The candidates for a file of `folder` ("files", "templates", "vars") in a stack of folders, most specific first,
 * the playbook's own last.
 */
export function stackCandidates(
  base: Base,
  paths: readonly string[],
  folder: string,
  source: string,
): string[] {
  if (source.startsWith('/') || source.startsWith('~')) return [unfrack(source)];
  const out: string[] = [];
  const named = source.split('/')[0] === folder;
  for (const path of paths) {
    const up = unfrack(path);
    const parent = dirname(up);
    if (isRole(path) && basename(parent) === 'tasks') {
      out.push(join(dirname(parent), folder, source), join(parent, source));
    } else {
      if (!named) out.push(join(up, folder, source));
      out.push(join(up, source));
    }
  }
  if (!named) out.push(join(base.basedir, folder, source));
  out.push(join(base.basedir, source));
  return out;
}

/**
 * Where a task's files are searched: its role and the roles that depend on it, the folder of its own file, the
 * playbook's folder (`ansible_search_path`).
 */
export function searchPath(task: Task, base: Base): string[] {
  const out = taskFolders(task);
  if (!out.includes(base.basedir)) out.push(base.basedir);
  return out;
}

/** The same without the playbook's folder, which searches for files come to by themselves. */
export function taskFolders(task: Task): string[] {
  const out: string[] = [];
  const add = (p: string): void => {
    if (!out.includes(p)) out.push(p);
  };
  const chain: readonly Role[] = task.getDepChain() ?? [];
  if (task.role) {
    for (const r of [...chain].reverse()) add(r.path);
    if (out[0] !== task.role.path) {
      const at = out.indexOf(task.role.path);
      if (at >= 0) out.splice(at, 1);
      out.unshift(task.role.path);
    }
  }
  const file = task.position?.file ?? parentFile(task);
  if (file) add(dirname(resolve(file)));
  return out;
}

function parentFile(task: Task): string | undefined {
  let p: Block | Task | undefined = task.parent;
  while (p) {
    if (p.position) return p.position.file;
    p = p.parent;
  }
  return undefined;
}
