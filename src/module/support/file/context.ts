import type { FileStat } from '../../../target/types.ts';
import type { PlainObject } from '../../../value/plain.ts';
import type { ModuleContext } from '../../define.ts';
import type { AttributeDiff, FileCommonParams } from '../file-attributes.ts';
import { fileState, lookAt } from '../file-info.ts';

export interface FileParams extends FileCommonParams {
  readonly path: string;
  readonly state: string | null;
  readonly src: string | null;
  readonly recurse: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly modification_time: string | null;
  readonly modification_time_format: string;
  readonly access_time: string | null;
  readonly access_time_format: string;
  readonly _original_basename?: string | null;
}

export type FileContext = ModuleContext<FileParams>;

/** What one state of the file module works on. */
export interface FileJob {
  readonly path: string;
  /** The lstat of `path`, undefined where nothing is there. */
  readonly stat: FileStat | undefined;
  /** Ansible's word for it: absent, file, directory, link, hard. */
  readonly before: string;
}

export async function jobFor(ctx: FileContext, path: string): Promise<FileJob> {
  const stat = await lookAt(ctx.target, path, false);
  return { path, stat, before: fileState(stat) };
}

/** The same job on the end of a link, where links are followed. */
export async function followed(ctx: FileContext, job: FileJob): Promise<FileJob> {
  if (job.before !== 'link' || !ctx.params.follow) return job;
  return jobFor(ctx, await ctx.target.realpath(job.path));
}

/** The diff that every state starts with: path, and the state where it differs. */
export function initialDiff(path: string, state: string, before: string): AttributeDiff {
  const diff: AttributeDiff = { before: { path }, after: { path } };
  if (state !== before) {
    diff.before['state'] = before;
    diff.after['state'] = state;
  }
  return diff;
}

export const dirname = (path: string): string => {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at) || '/';
};
export const join = (dir: string, name: string): string =>
  name.startsWith('/') ? name : dir === '' ? name : dir.endsWith('/') ? dir + name : `${dir}/${name}`;

export type FileResult = PlainObject & { readonly changed: boolean };
