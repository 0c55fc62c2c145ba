import { randomBytes } from 'node:crypto';
import { TargetError } from '../../../target/types.ts';
import { ModuleFailure } from '../../define.ts';
import { errnoText } from '../errno.ts';
import { applyFileAttributes } from '../file-attributes.ts';
import { failWithInfo, lookAt } from '../file-info.ts';
import { dirname, type FileContext, type FileJob, type FileResult, initialDiff, join } from './context.ts';

/** state=link: a symbolic link at the path, with `src` as its text. */
export async function ensureLink(ctx: FileContext, job: FileJob): Promise<FileResult> {
  const { path, before, stat } = job;
  const { force, follow } = ctx.params;
  let src = ctx.params.src;
  if (src === null && before === 'link' && follow && (await lookAt(ctx.target, path)) !== undefined)
    src = stat!.linkTarget ?? null;
  if (src === null && before !== 'link') throw new ModuleFailure('src is required for creating new symlinks');
  if (!force && src !== null) {
    const absolute = join(before === 'directory' ? path : dirname(path), src);
    if ((await lookAt(ctx.target, absolute)) === undefined) {
      await failWithInfo(
        ctx,
        `src file does not exist, use "force=yes" if you really want to create the link: ${absolute}`,
        { path, src },
      );
    }
  }
  if (before === 'directory') {
    if (!force)
      await failWithInfo(ctx, `refusing to convert from ${before} to symlink for ${path}`, { path });
    if ((await ctx.target.list(path)).length > 0) {
      await failWithInfo(ctx, `the directory ${path} is not empty, refusing to convert it`, { path });
    }
  } else if ((before === 'file' || before === 'hard') && !force) {
    await failWithInfo(ctx, `refusing to convert from ${before} to symlink for ${path}`, { path });
  }
  const diff = initialDiff(path, 'link', before);
  let changed = before !== 'link';
  if (before === 'link' && src !== null && stat!.linkTarget !== src) {
    diff.before['src'] = stat!.linkTarget;
    diff.after['src'] = src;
    changed = true;
  }
  if (changed && !ctx.checkMode) await putLink(ctx, job, 'symlink', (to) => ctx.target.symlink(src!, to));
  if (ctx.checkMode && before === 'absent') return { dest: path, src, changed, diff: { ...diff } };
  // With follow the attributes are those of the file that the link leads to.
  if (follow && (await lookAt(ctx.target, path)) === undefined) {
    ctx.warn(
      'Cannot set fs attributes on a non-existent symlink target. follow should be set to False to avoid this.',
    );
  } else {
    const to = follow ? await ctx.target.realpath(path) : path;
    changed = (await applyFileAttributes(ctx, ctx.params, to, { diff })) || changed;
  }
  return { dest: path, src, changed, diff: { ...diff } };
}

/** state=hard: another name of the file `src`. */
export async function ensureHardlink(ctx: FileContext, job: FileJob): Promise<FileResult> {
  const { path, before, stat } = job;
  const { src, force } = ctx.params;
  if (src === null && before !== 'hard')
    throw new ModuleFailure('src is required for creating new hardlinks');
  const diff = initialDiff(path, 'hard', before);
  let changed = false;
  if (src !== null) {
    const from = await ctx.target.stat(src);
    if (from === undefined) return failWithInfo(ctx, 'src does not exist', { dest: path, src });
    changed = before !== 'hard';
    if (before === 'link') {
      diff.before['src'] = stat!.linkTarget;
      diff.after['src'] = src;
    } else if (before === 'hard' && (from.inode !== stat!.inode || from.dev !== stat!.dev)) {
      changed = true;
      if (!force)
        await failWithInfo(ctx, 'Cannot link, different hard link exists at destination', {
          dest: path,
          src,
        });
    } else if ((before === 'file' || before === 'directory') && !force) {
      await failWithInfo(ctx, `Cannot link, ${before} exists at destination`, { dest: path, src });
    }
  }
  // The kernel refuses it; a shell's ln says so in words of its own.
  const refused = new TargetError('EPERM', 'link', path);
  const isDirectory = src !== null && (await ctx.target.stat(src))?.type === 'directory';
  if (changed && !ctx.checkMode) {
    await putLink(ctx, job, 'hard', (to) =>
      isDirectory ? Promise.reject(refused) : ctx.target.link(src!, to),
    );
  }
  if (ctx.checkMode && before === 'absent') return { dest: path, src, changed, diff: { ...diff } };
  changed = (await applyFileAttributes(ctx, ctx.params, path, { diff })) || changed;
  return { dest: path, src, changed, diff: { ...diff } };
}

/** Makes a link in one step: under another name first where something is there already. */
async function putLink(
  ctx: FileContext,
  job: FileJob,
  kind: 'symlink' | 'hard',
  make: (path: string) => Promise<void>,
): Promise<void> {
  const { path, before } = job;
  const { src } = ctx.params;
  const named = kind === 'hard' && src !== null ? [src, path] : [path];
  if (before === 'absent') {
    try {
      return await make(path);
    } catch (e) {
      return failWithInfo(
        ctx,
        `Error while linking: ${errnoText(e, ...(kind === 'hard' ? named : [src ?? '', path]))}`,
        { path },
      );
    }
  }
  const bare = path.replace(/(.)\/+$/, '$1');
  const temp = join(dirname(bare), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    if (before === 'directory') await ctx.target.rmdir(path);
    await make(temp);
    await ctx.target.rename(temp, bare);
  } catch (e) {
    await ctx.target.unlink(temp).catch(() => undefined);
    await failWithInfo(ctx, `Error while replacing: ${errnoText(e, ...named)}`, { path });
  }
  // A rename between two names of one file does nothing and leaves both.
  if (kind === 'hard') await ctx.target.unlink(temp).catch(() => undefined);
}
