import { PyError } from '../../value/errors.ts';
import { PyFloat } from '../../value/types.ts';
import { type ModuleContext, ModuleFailure } from '../define.ts';
import { errnoText, isErrno } from './errno.ts';
import type { AttributeDiff } from './file-attributes.ts';
import { failWithInfo } from './file-info.ts';
import { parseLocalTime } from './strptime.ts';

/** A time of a file that is asked for: keep it, the current time, or seconds since the epoch. */
export type WantedTime = 'preserve' | 'now' | number;

/** What `access_time`/`modification_time` mean with their format. */
export function wantedTime(text: string | null, format: string, fallback: WantedTime): WantedTime {
  if (text === null) return fallback;
  if (text === 'now' || text === 'preserve') return text;
  try {
    return parseLocalTime(text, format);
  } catch (e) {
    if (!(e instanceof PyError)) throw e;
    throw new ModuleFailure(
      `Error while obtaining timestamp for time ${text} using format ${format}: ${e.message}`,
    );
  }
}

/** Sets the times of a path where they differ; true where one changed (or would). */
export async function applyTimes(
  ctx: Pick<ModuleContext<unknown>, 'target' | 'checkMode'>,
  path: string,
  wanted: { readonly mtime: WantedTime; readonly atime: WantedTime },
  diff?: AttributeDiff,
): Promise<boolean> {
  if (wanted.mtime === 'preserve' && wanted.atime === 'preserve') return false;
  const now = Date.now() / 1000;
  const stat = await ctx.target.stat(path);
  try {
    if (stat === undefined) await ctx.target.utimes(path, undefined, undefined);
    const before = stat ?? { mtime: 0, atime: 0 };
    const pick = (w: WantedTime, old: number): number => (w === 'preserve' ? old : w === 'now' ? now : w);
    const mtime = pick(wanted.mtime, before.mtime);
    const atime = pick(wanted.atime, before.atime);
    if (mtime === before.mtime && atime === before.atime) return false;
    if (!ctx.checkMode) {
      try {
        await ctx.target.utimes(
          path,
          atime === before.atime ? undefined : atime,
          mtime === before.mtime ? undefined : mtime,
        );
      } catch (e) {
        // who may write to a file that belongs to another may set its times to the present only
        const present = wanted.mtime === 'now' && wanted.atime === 'now';
        if (!present || !isErrno(e, 'EPERM')) throw e;
        if ((await ctx.target.exec(['touch', '-c', '--', path])).rc !== 0) throw e;
      }
    }
    if (diff && mtime !== before.mtime) {
      diff.before['mtime'] = new PyFloat(before.mtime);
      diff.after['mtime'] = new PyFloat(mtime);
    }
    if (diff && atime !== before.atime) {
      diff.before['atime'] = new PyFloat(before.atime);
      diff.after['atime'] = new PyFloat(atime);
    }
    return true;
  } catch (e) {
    const text = stat === undefined ? errnoText(e, path) : errnoText(e);
    return failWithInfo(ctx, `Error while updating modification or access time: ${text}`, { path });
  }
}
