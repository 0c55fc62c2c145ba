import type { FileStat } from '../../../target/types.ts';
import { fnmatchRegex } from '../../../value/fnmatch.ts';
import { ModuleFailure } from '../../define.ts';
import { join } from '../file/context.ts';
import { busyboxZip } from './busybox.ts';
import type { Handler, UnarchiveContext } from './types.ts';

export interface Entry {
  readonly name: string;
  readonly type: 'f' | 'd' | 'L' | '?';
  readonly mode: number;
  readonly size: number;
  /** Seconds since the epoch; undefined where the list does not say it to the second. */
  readonly mtime: number | undefined;
  /** The time as the list shows it. */
  readonly clock?: string | undefined;
}

/** The bits of `rwxr-x---`. */
function modeOf(text: string): number {
  let mode = 0;
  for (const [i, c] of [...text.slice(0, 9)].entries()) {
    if (c !== '-') mode |= 1 << (8 - i);
    if (/[sS]/.test(c)) mode |= i === 2 ? 0o4000 : 0o2000;
    if (/[tT]/.test(c)) mode |= 0o1000;
  }
  return mode;
}

function parse(line: string): Entry | undefined {
  const m =
    /^([-dl?])([-rwxsStT]{0,9})\s+\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+(\d{4})(\d\d)(\d\d)\.(\d\d)(\d\d)(\d\d)\s(.*)$/.exec(
      line,
    );
  if (m === null) return undefined;
  const [, kind, perms, size, y, mo, d, h, mi, s, name] = m as unknown as string[];
  const type = kind === 'l' ? 'L' : kind === 'd' || name!.endsWith('/') ? 'd' : 'f';
  return {
    name: name!,
    type,
    mode: modeOf(perms!),
    size: Number(size),
    mtime: new Date(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s)).getTime() / 1000,
    clock: `${y}-${mo}-${d} ${h}:${mi}:${s}`,
  };
}

/**
 * The entries with their times in the host's zone, in which the list shows them; in that of this process where the
 * host's date cannot tell.
 */
async function inHostZone(ctx: UnarchiveContext, entries: readonly Entry[]): Promise<Entry[]> {
  const clocks = [...new Set(entries.flatMap((e) => e.clock ?? []))];
  if (clocks.length === 0) return [...entries];
  const r = await ctx.target.exec(['date', '-f', '-', '+%s'], {
    stdin: `${clocks.join('\n')}\n`,
    signal: ctx.signal,
  });
  const seconds = r.stdout.toString().trim().split('\n');
  if (r.rc !== 0 || seconds.length !== clocks.length) return [...entries];
  const of = new Map(clocks.map((c, i) => [c, Number(seconds[i])]));
  return entries.map((e) => ({ ...e, mtime: of.get(e.clock ?? '') ?? e.mtime }));
}

/** Zip archives, by unzip and its zipinfo. */
export function zipHandler(ctx: UnarchiveContext, program: string, src: string): Handler {
  const p = ctx.params;
  let entries: Entry[] | undefined;
  const read = async (): Promise<Entry[]> => {
    if (entries !== undefined) return entries;
    const r = await ctx.target.exec([program, '-Z', '-T', '-s', src], {
      env: { LC_ALL: 'C.UTF-8' },
      signal: ctx.signal,
    });
    if (r.rc !== 0 && /BusyBox/.test(r.stderr.toString())) entries = await busyboxZip(ctx, program, src);
    else if (r.rc !== 0) {
      throw new ModuleFailure(
        `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\nCommand "${program}" could not handle archive: ${r.stdout}${r.stderr}`,
      );
    }
    const unwanted = p.exclude.map(fnmatchRegex);
    const wanted = p.include.map(fnmatchRegex);
    const all =
      entries ??
      (await inHostZone(
        ctx,
        r.stdout
          .toString()
          .split('\n')
          .map(parse)
          .filter((e): e is Entry => e !== undefined),
      ));
    entries = all.filter(
      (e) =>
        !unwanted.some((u) => u.test(e.name)) && (wanted.length === 0 || wanted.some((w) => w.test(e.name))),
    );
    return entries;
  };
  return {
    name: 'ZipArchive',
    checkMode: true,
    files: async () => (await read()).map((e) => e.name),
    async check() {
      const all = await read();
      const stats = await ctx.target.statMany(
        all.map((e) => join(p.dest, e.name.replace(/\/$/, ''))),
        { follow: false },
      );
      const lines = all
        .map((e, i) => itemize(e, stats[i], p.keep_newer, Boolean(p.mode)))
        .filter((l) => l !== undefined);
      return { unarchived: lines.length === 0, diff: lines.map((l) => `${l}\n`).join('') };
    },
    async extract() {
      const argv = [
        '-o',
        ...p.extra_opts,
        src,
        ...p.include,
        ...(p.exclude.length > 0 ? ['-x', ...p.exclude] : []),
        '-d',
        p.dest,
      ];
      const r = await ctx.target.exec([program, ...argv], { signal: ctx.signal });
      return { cmd: [program, ...argv], rc: r.rc, out: r.stdout.toString(), err: r.stderr.toString() };
    },
  };
}

/** One line as rsync's --itemize-changes has it, or undefined where nothing differs. */
function itemize(
  e: Entry,
  stat: FileStat | undefined,
  keepNewer: boolean,
  modeGiven: boolean,
): string | undefined {
  if (stat === undefined) return `>${e.type}++++++.?? ${e.name}`;
  const type = stat.type === 'directory' ? 'd' : stat.type === 'link' ? 'L' : 'f';
  // busybox does not tell a link from a file
  if (e.type === '?' && type !== 'd')
    return type === 'f' && stat.size !== e.size ? `>fs.....?? ${e.name}` : undefined;
  if (type !== e.type) return `c${e.type}++++++.?? ${e.name}`;
  if (e.type === 'L') return undefined;
  const flags = ['.', '.', '.', '.', '.', '.', '.'];
  if (e.type === 'f') {
    if (stat.size !== e.size) flags[1] = 's';
    // Zip holds times in steps of two seconds.
    const apart = (e.mtime ?? stat.mtime) - stat.mtime;
    if (Math.abs(apart) >= 2 && !(keepNewer && apart < 0)) flags[2] = 't';
  }
  if (!modeGiven && e.mode !== 0 && e.type === 'f' && (stat.mode & 0o777) !== (e.mode & 0o777))
    flags[3] = 'p';
  if (flags.every((f) => f === '.')) return undefined;
  return `>${e.type}${flags.join('')}?? ${e.name}`;
}
