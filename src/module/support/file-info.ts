import type { FileStat, Target } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { type ModuleContext, ModuleFailure } from '../define.ts';
import { isErrno } from './errno.ts';
import { modeText } from './mode.ts';

const selinuxOf = new WeakMap<Target, Promise<boolean>>();

/** Whether SELinux is in force on the host; asked once for a session. */
export function selinuxEnabled(target: Target): Promise<boolean> {
  let known = selinuxOf.get(target);
  if (known === undefined) {
    known = target.stat('/sys/fs/selinux/enforce').then((s) => s !== undefined);
    selinuxOf.set(target, known);
  }
  return known;
}

/** The security context of a path as [user, role, type, level]; undefined where it has none. */
export async function securityContext(target: Target, path: string): Promise<string[] | undefined> {
  const r = await target.exec(['stat', '-c', '%C', '--', path]);
  const text = r.stdout.toString().trim();
  if (r.rc !== 0 || !text.includes(':')) return undefined;
  const parts = text.split(':');
  return parts.length > 4 ? [...parts.slice(0, 3), parts.slice(3).join(':')] : parts;
}

/** A stat to which a file in the place of a parent directory means "not there", as to os.path.exists. */
export async function lookAt(target: Target, path: string, follow = true): Promise<FileStat | undefined> {
  try {
    return await target.stat(path, { follow });
  } catch (e) {
    if (isErrno(e, 'ENOTDIR', 'ELOOP', 'EACCES')) return undefined;
    throw e;
  }
}

/** Ansible's word for what lies at a path: absent, link, directory, hard (more than one name), file. */
export function fileState(stat: FileStat | undefined): string {
  if (stat === undefined) return 'absent';
  if (stat.type === 'link') return 'link';
  if (stat.type === 'directory') return 'directory';
  return stat.nlink > 1 ? 'hard' : 'file';
}

/**
 * What Ansible adds to every result that has a `path` or `dest`: uid, gid, owner, group, mode, state, size and, with
 * SELinux, secontext. Nothing where the path (its link's end) does not exist. `known` saves the look where the caller has just looked.
 */
export async function fileInfo(target: Target, path: string, known?: FileStat): Promise<PlainObject> {
  const stat = known ?? (await lookAt(target, path, false));
  if (stat === undefined) return {};
  if (stat.type === 'link' && (await lookAt(target, path)) === undefined) return {};
  const context = (await selinuxEnabled(target)) ? await securityContext(target, path) : undefined;
  return {
    uid: stat.uid,
    gid: stat.gid,
    owner: stat.owner === '' ? String(stat.uid) : stat.owner,
    group: stat.group === '' ? String(stat.gid) : stat.group,
    mode: modeText(stat.mode),
    state: fileState(stat),
    ...(context === undefined ? {} : { secontext: context.join(':') }),
    size: stat.size,
  };
}

/** A result with the file's info beside its `path` or, without one, its `dest`. */
export async function withFileInfo<T extends PlainObject>(
  ctx: Pick<ModuleContext<unknown>, 'target'>,
  result: T,
  known?: FileStat,
): Promise<T> {
  const path = result['path'] ?? result['dest'];
  if (typeof path !== 'string') return result;
  return { ...result, ...(await fileInfo(ctx.target, path, known)) };
}

/** Fails as a module does: with the file's info beside the `path` or `dest` that the details name. */
export async function failWithInfo(
  ctx: Pick<ModuleContext<unknown>, 'target'>,
  message: string,
  details: PlainObject = {},
): Promise<never> {
  throw new ModuleFailure(message, await withFileInfo(ctx, details));
}
