import type { ExecResult, FileStat, Target } from '../../../target/types.ts';
import type { PlainObject } from '../../../value/plain.ts';
import type { Value } from '../../../value/types.ts';
import { type ModuleContext, ModuleFailure, type ModuleResult } from '../../define.ts';
import { errnoText } from '../errno.ts';
import { dirname, join } from '../file/context.ts';
import { type AttributeDiff, applyFileAttributes, type FileCommonParams } from '../file-attributes.ts';
import { fileInfo, lookAt } from '../file-info.ts';
import { modeText, numericMode } from '../mode.ts';
import { backupFile, placeContents, placeLocalFile } from '../place-file.ts';
import { contentDiff } from './diff.ts';
import type { CopySource } from './source.ts';

export interface DeliverParams extends FileCommonParams {
  readonly dest: string;
  readonly backup: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly validate: string | null;
  readonly directory_mode?: Value;
  readonly checksum?: string | null;
}

/** What a caller with many files has looked up for all of them at once. */
export interface Seen {
  readonly path: string;
  readonly stat: FileStat | undefined;
  readonly sha1: string | undefined;
}

type Ctx = Pick<
  ModuleContext<unknown>,
  'target' | 'checkMode' | 'diff' | 'deprecate' | 'warn' | 'signal' | 'noLog' | 'setting' | 'refused'
>;

/** The file that `dest` means: a file in it where it is, or is written as, a directory. */
async function destinationOf(
  ctx: Ctx,
  params: DeliverParams,
  source: CopySource,
): Promise<{ path: string; stat: FileStat | undefined }> {
  const look = (path: string): Promise<FileStat | undefined> => lookAt(ctx.target, path, params.follow);
  if (params.dest.endsWith('/')) {
    const path = join(params.dest, source.basename);
    return { path, stat: await look(path) };
  }
  const stat = await look(params.dest);
  const end = stat?.type === 'link' ? await lookAt(ctx.target, params.dest) : stat;
  if (end?.type !== 'directory') return { path: params.dest, stat };
  if (source.isContent && source.basename === '')
    throw new ModuleFailure('can not use content with a dir as dest', { diff: [] });
  const path = join(params.dest, source.basename);
  return { path, stat: await look(path) };
}

/**
 * Puts a source on the host where it differs from what is there, and gives it its attributes: what copy and template
 * have in common. Returns Ansible's result of the copy action.
 */
export async function deliver(
  ctx: Ctx,
  source: CopySource,
  params: DeliverParams,
  seen?: Seen,
): Promise<ModuleResult> {
  const mode = params.mode === 'preserve' && source.mode !== undefined ? modeText(source.mode) : params.mode;
  const attributes: DeliverParams = { ...params, mode };
  const { path, stat } = seen ?? (await destinationOf(ctx, params, source));
  if (stat !== undefined && !params.force) return { changed: false, dest: path, src: source.label };
  const regular = stat !== undefined && stat.type === 'file';
  const there = regular ? (seen?.sha1 ?? (await ctx.target.hashMany([path], 'sha1'))[0]) : undefined;
  if (there === source.digests.sha1) {
    try {
      return await unchanged(ctx, attributes, path, source);
    } catch (e) {
      if (!(e instanceof ModuleFailure)) throw e;
      throw new ModuleFailure(e.message, { diff: [], checksum: source.digests.sha1, ...e.details });
    }
  }
  const diff =
    ctx.diff && !ctx.noLog
      ? [await contentDiff(ctx.target, path, stat, source, Number(ctx.setting('MAX_FILE_SIZE_FOR_DIFF')))]
      : [];
  if (ctx.checkMode) return { changed: true, diff };
  const known = { checksum: source.digests.sha1, diff };
  try {
    return { ...(await replace(ctx, attributes, path, stat, source)), diff };
  } catch (e) {
    if (!(e instanceof ModuleFailure)) throw e;
    throw new ModuleFailure(e.message, { ...known, ...e.details });
  }
}

/** Same contents: only the attributes, as the file module gives them. */
async function unchanged(
  ctx: Ctx,
  params: DeliverParams,
  dest: string,
  source: CopySource,
): Promise<ModuleResult> {
  let path = dest;
  let stat = await ctx.target.stat(path, { follow: false });
  if (stat?.type === 'link' && params.follow) {
    path = await ctx.target.realpath(path);
    stat = await ctx.target.stat(path, { follow: false });
  }
  const diff: AttributeDiff = { before: { path }, after: { path } };
  const changed = await applyFileAttributes(ctx, params, path, { diff, stat });
  // Nothing was set: what was seen is still true.
  const info = await fileInfo(ctx.target, path, changed && !ctx.checkMode ? undefined : stat);
  return { path, changed, diff: { ...diff }, ...info, checksum: source.digests.sha1, dest: path };
}

/** A mode in octal, which needs nothing of the file; undefined for every other. */
const plainMode = (mode: string | number): number | undefined => {
  try {
    return numericMode(mode);
  } catch {
    return undefined;
  }
};

async function replace(
  ctx: Ctx,
  params: DeliverParams,
  wanted: string,
  stat: FileStat | undefined,
  source: CopySource,
): Promise<PlainObject> {
  if (ctx.refused) throw ctx.refused;
  if (params.checksum && params.checksum !== source.digests.sha1) {
    throw new ModuleFailure('Copied file does not match the expected checksum. Transfer failed.', {
      checksum: source.digests.sha1,
      expected_checksum: params.checksum,
    });
  }
  if (params.dest.endsWith('/')) await makeParents(ctx, params, dirname(wanted));
  let path = wanted;
  if (params.follow && stat !== undefined) {
    const own = await ctx.target.stat(path, { follow: false });
    if (own?.type === 'link') path = await ctx.target.realpath(path);
  }
  const replaceLink = stat?.type === 'link' && !params.follow;
  const checkParent = async (): Promise<void> => {
    if (stat === undefined && (await lookAt(ctx.target, dirname(path) || '.')) === undefined)
      throw new ModuleFailure(`Destination directory ${dirname(path)} does not exist`);
  };
  // where a file beside it can be made in the same step, the parent is looked at only when that fails
  if (ctx.target.place === undefined) await checkParent();
  const backup = params.backup && stat !== undefined ? await backupFile(ctx, path) : '';
  const options = {
    unsafeWrites: params.unsafe_writes,
    replaceLink,
    mode:
      typeof params.mode === 'string' || typeof params.mode === 'number' ? plainMode(params.mode) : undefined,
    validate: params.validate,
    refused: (r: ExecResult) =>
      new ModuleFailure('failed to validate', {
        exit_status: r.rc,
        stdout: r.stdout.toString(),
        stderr: r.stderr.toString(),
      }),
  };
  try {
    if (source.data !== undefined) await placeContents(ctx, path, source.data, options);
    else await placeLocalFile(ctx, path, source.file!, options);
  } catch (e) {
    await checkParent();
    if (
      !params.unsafe_writes &&
      e instanceof ModuleFailure &&
      e.message.startsWith('The destination directory (')
    )
      throw new ModuleFailure(`Destination ${dirname(path)} not writable`);
    throw e;
  }
  let placed = await ctx.target.stat(path, { follow: false });
  const set = await applyFileAttributes(ctx, params, path, { stat: placed });
  if (set) placed = await ctx.target.stat(path, { follow: false });
  return {
    ...(backup === '' ? {} : { backup_file: backup }),
    changed: true,
    dest: path.includes('/') ? path : `./${path}`,
    src: await stagedName(ctx.target),
    md5sum: source.digests.md5,
    checksum: source.digests.sha1,
    ...(await fileInfo(ctx.target, path, placed)),
  };
}

const remoteTmp = new WeakMap<Target, Promise<string>>();

/**
 * A name in the form of those under which Ansible stages a file on the host, for the result's `src`: its logs and
 * whatever reads them see the same shape. Nothing is staged here.
 */
async function stagedName(target: Target): Promise<string> {
  let tmp = remoteTmp.get(target);
  if (tmp === undefined) {
    tmp = target.expand('~/.ansible/tmp');
    remoteTmp.set(target, tmp);
  }
  const random = Math.floor(Math.random() * 2 ** 48);
  return `${await tmp}/ansible-tmp-${Date.now() / 1000}-${process.pid}-${random}/source`;
}

/** Makes the directories above a file, with the file's owner and group and `directory_mode`. */
export async function makeParents(
  ctx: Ctx,
  params: Omit<DeliverParams, 'follow' | 'validate' | 'backup' | 'force' | 'dest'>,
  dir: string,
): Promise<void> {
  const missing: string[] = [];
  for (let at = dir; at !== '' && at !== '/' && at !== '.'; at = dirname(at)) {
    if ((await lookAt(ctx.target, at)) !== undefined) break;
    missing.unshift(at);
  }
  for (const step of missing) {
    try {
      await ctx.target.mkdir(step);
    } catch (e) {
      throw new ModuleFailure(`There was an issue creating ${step} as requested: ${errnoText(e, step)}`);
    }
    await applyFileAttributes(ctx, { ...params, mode: params.directory_mode ?? null }, step);
  }
}
