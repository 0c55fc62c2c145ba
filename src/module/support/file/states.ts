import { posix } from 'node:path';
import { type FileStat, TargetError } from '../../../target/types.ts';
import { ModuleFailure } from '../../define.ts';
import { errnoText } from '../errno.ts';
import {
  type AttributeDiff,
  applyFileAttributes,
  type FileCommonParams,
  wantsAttributes,
} from '../file-attributes.ts';
import { failWithInfo, lookAt } from '../file-info.ts';
import { applyTimes, type WantedTime, wantedTime } from '../file-times.ts';
import { modeText, numericMode } from '../mode.ts';
import {
  dirname,
  type FileContext,
  type FileJob,
  type FileResult,
  followed,
  initialDiff,
  join,
} from './context.ts';

/** The times that the parameters ask for; `fallback` where they are silent. */
export function timesOf(ctx: FileContext, fallback: WantedTime): { mtime: WantedTime; atime: WantedTime } {
  const p = ctx.params;
  return {
    mtime: wantedTime(p.modification_time, p.modification_time_format, fallback),
    atime: wantedTime(p.access_time, p.access_time_format, fallback),
  };
}

/** state=file: only the attributes of what is there. */
export async function ensureFile(ctx: FileContext, start: FileJob): Promise<FileResult> {
  const times = timesOf(ctx, 'preserve');
  const job = await followed(ctx, start);
  const { path, before } = job;
  if (before !== 'file' && before !== 'hard') {
    await failWithInfo(ctx, `file (${path}) is ${before}, cannot continue`, { path, state: before });
  }
  const diff = initialDiff(path, 'file', before);
  let changed = await applyFileAttributes(ctx, ctx.params, path, { diff, stat: job.stat });
  changed = (await applyTimes(ctx, path, times, diff)) || changed;
  return { path, changed, diff: { ...diff } };
}

/** state=touch: the file exists, with new times. */
export async function ensureTouch(ctx: FileContext, start: FileJob): Promise<FileResult> {
  const times = timesOf(ctx, 'now');
  const end = await followed(ctx, start);
  const path = end.path;
  // A link that leads nowhere counts as there: its end is not created.
  const job: FileJob =
    start.before === 'link' ? { ...end, before: end.before === 'absent' ? 'link' : end.before } : end;
  const diff = initialDiff(path, 'touch', job.before);
  if (job.before === 'absent') {
    if (ctx.checkMode) return { dest: path, changed: true };
    try {
      // Moved in place, so that the host's umask gives the mode.
      await ctx.target.move(await ctx.target.tempFile({ beside: path }), path);
    } catch (e) {
      await failWithInfo(ctx, `Error, could not touch target: ${errnoText(e, path)}`, { path });
    }
  }
  let changed = job.before === 'absent';
  try {
    if (start.before === 'link' && end.stat === undefined)
      changed = (await applyTimes(ctx, path, times, diff)) || changed;
    changed = (await applyFileAttributes(ctx, ctx.params, path, { diff, stat: job.stat })) || changed;
    changed = (await applyTimes(ctx, path, times, diff)) || changed;
  } catch (e) {
    if (e instanceof ModuleFailure && job.before === 'absent')
      await ctx.target.unlink(path).catch(() => undefined);
    throw e;
  }
  return { dest: path, changed, diff: { ...diff } };
}

/** state=absent: nothing at the path; a directory goes with all that is in it. */
export async function ensureAbsent(ctx: FileContext, job: FileJob): Promise<FileResult> {
  const { path, before } = job;
  if (before === 'absent') return { path, changed: false, state: 'absent' };
  const diff = initialDiff(path, 'absent', before);
  if (before === 'directory') {
    const below = await ctx.target.walk(path);
    // named as the task names the path, be it relative
    const top = below[0] === undefined ? 0 : posix.dirname(below[0].path).replace(/\/$/, '').length;
    const asWritten = (p: string): string => `${path.replace(/\/+$/, '')}${p.slice(top)}`;
    const named = (wanted: boolean): string[] =>
      below.filter((s) => (s.type === 'directory') === wanted).map((s) => asWritten(s.path));
    diff.before['path_content'] = { directories: named(true), files: named(false) };
  }
  if (!ctx.checkMode) {
    try {
      await (before === 'directory' ? ctx.target.removeTree(path) : ctx.target.unlink(path));
    } catch (e) {
      if (before === 'directory') throw new ModuleFailure(`rmtree failed: ${errnoText(e, path)}`);
      await failWithInfo(ctx, `unlinking failed: ${errnoText(e, path)} `, { path });
    }
  }
  return { path, changed: true, diff: { ...diff }, state: 'absent' };
}

/** state=directory: the directory and those above it exist; `recurse` gives the attributes to all that is in it. */
export async function ensureDirectory(ctx: FileContext, start: FileJob): Promise<FileResult> {
  const times = timesOf(ctx, 'preserve');
  const job = await followed(ctx, start);
  const { path, before } = job;
  const diff = initialDiff(path, 'directory', before);
  let changed = false;
  // no path is no directory, though the host takes it for the current one
  if (before === 'absent' || path === '') {
    if (ctx.checkMode) return { path, changed: true, diff: { ...diff } };
    if (path === '')
      throw new ModuleFailure(
        "There was an issue creating  as requested: [Errno 2] No such file or directory: b''",
        { path },
      );
    await makeDirectories(ctx, path, diff);
    changed = true;
  } else if (before !== 'directory') {
    await failWithInfo(ctx, `${path} already exists as a ${before}`, { path });
  }
  changed =
    (await applyFileAttributes(ctx, ctx.params, path, { diff, stat: changed ? undefined : job.stat })) ||
    changed;
  changed = (await applyTimes(ctx, path, times, diff)) || changed;
  if (ctx.params.recurse) changed = (await recurse(ctx, path, times)) || changed;
  return { path, changed, diff: { ...diff } };
}

/** The mode in octal, where it is the only attribute that is asked for. */
function onlyMode(params: FileCommonParams): number | undefined {
  const { mode } = params;
  if (typeof mode !== 'string' && typeof mode !== 'number') return undefined;
  if (wantsAttributes({ ...params, mode: null })) return undefined;
  try {
    return numericMode(mode);
  } catch {
    return undefined;
  }
}

/** Makes the missing directories of a path; each gets the attributes. */
async function makeDirectories(ctx: FileContext, path: string, diff: AttributeDiff): Promise<void> {
  const steps: string[] = [];
  for (let at = path.replace(/(.)\/+$/, '$1'); at !== '' && at !== '/'; at = dirname(at)) steps.unshift(at);
  const last = steps.at(-1);
  if (ctx.target.kind === 'shell' && last !== undefined) {
    // mostly the one above is there: made without a look, as every look is a round trip
    const mode = onlyMode(ctx.params);
    const make =
      mode === undefined || ctx.target.mkdirWithMode === undefined
        ? ctx.target.mkdir(last)
        : ctx.target.mkdirWithMode(last, mode).then((first) => {
            if (first === undefined || first === mode) return;
            diff.before['mode'] = modeText(first);
            diff.after['mode'] = modeText(mode);
          });
    const made = await make.then(
      () => true,
      (e: unknown) => {
        if (e instanceof TargetError) return false;
        throw e;
      },
    );
    if (made) {
      await applyFileAttributes(ctx, ctx.params, last, { diff });
      return;
    }
  }
  // One look for all; one by one where a file stands in the way.
  const there = await ctx.target
    .statMany(steps)
    .catch(() => Promise.all(steps.map((s) => lookAt(ctx.target, s))));
  for (const [i, step] of steps.entries()) {
    if (there[i] !== undefined) continue;
    try {
      await ctx.target.mkdir(step);
    } catch (e) {
      if ((await lookAt(ctx.target, step))?.type === 'directory') continue;
      const named = step === path.replace(/(.)\/+$/, '$1') ? path : step;
      await failWithInfo(ctx, `There was an issue creating ${named} as requested: ${errnoText(e, named)}`, {
        path,
      });
    }
    await applyFileAttributes(ctx, ctx.params, step, { diff });
  }
}

async function recurse(
  ctx: FileContext,
  top: string,
  times: { mtime: WantedTime; atime: WantedTime },
  walked: Set<string> = new Set(),
): Promise<boolean> {
  // links may lead from tree to tree and back
  if (walked.has(top)) return false;
  walked.add(top);
  let changed = false;
  const one = async (stat: FileStat): Promise<void> => {
    const diff = initialDiff(stat.path, 'directory', 'directory');
    changed = (await applyFileAttributes(ctx, ctx.params, stat.path, { diff, stat })) || changed;
    changed = (await applyTimes(ctx, stat.path, times, diff)) || changed;
  };
  for (const stat of await ctx.target.walk(top)) {
    if (stat.type !== 'link' || !ctx.params.follow) {
      await one(stat);
      continue;
    }
    const end = await ctx.target.realpath(join(dirname(stat.path), stat.linkTarget ?? ''));
    const endStat = await ctx.target.stat(end, { follow: false });
    if (endStat === undefined) continue;
    // A link back into the tree (or to what holds it) is handled by the walk itself.
    if (endStat.type === 'directory' && `${top}/`.startsWith(`${end}/`)) continue;
    await one(endStat);
    if (endStat.type === 'directory' && !`${end}/`.startsWith(`${top}/`))
      changed = (await recurse(ctx, end, times, walked)) || changed;
  }
  return changed;
}
