import { fnmatchRegex } from '../../../value/fnmatch.ts';
import { ModuleFailure } from '../../define.ts';
import { join } from '../file/context.ts';
import type { Handler, UnarchiveContext } from './types.ts';
import type { Entry } from './zip.ts';

const environment = { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };

/** The option of tar for a compressed archive, by its first bytes. */
function compression(magic: Buffer): string[] {
  if (magic[0] === 0x1f && magic[1] === 0x8b) return ['-z'];
  const head = magic.toString('latin1');
  if (head.startsWith('BZh')) return ['-j'];
  if (head.startsWith('\xfd7zX')) return ['-J'];
  return [];
}

interface Member {
  readonly name: string;
  readonly kind: string;
  readonly size: number;
  readonly mtime: number;
  readonly link: string | undefined;
}

function parse(line: string): Member | undefined {
  const m = /^(.)\S{9}\s+\S+\s+(\d+)\s+(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\s(.*)$/.exec(line);
  if (m === null) return undefined;
  const [, kind, size, day, time, rest] = m as unknown as [string, string, string, string, string, string];
  const at = kind === 'l' ? rest.indexOf(' -> ') : -1;
  return {
    name: (at < 0 ? rest : rest.slice(0, at)).replace(/^\/+/, ''),
    kind,
    size: Number(size),
    mtime: Date.parse(`${day}T${time}Z`) / 1000,
    link: at < 0 ? undefined : rest.slice(at + 4),
  };
}

/** Tar archives by the tar of busybox: no --diff, so names, kinds, sizes, times and links are compared here. */
export function busyboxTar(ctx: UnarchiveContext, program: string, src: string, magic: Buffer): Handler {
  const p = ctx.params;
  const flags = [...compression(magic), ...p.extra_opts];
  const run = (argv: string[]) =>
    ctx.target.exec([program, ...argv], { env: environment, signal: ctx.signal });
  let members: Member[] | undefined;
  if (p.keep_newer)
    throw new ModuleFailure(
      'keep_newer needs GNU tar on the host, and only that of busybox is installed there',
    );
  const read = async (): Promise<Member[]> => {
    if (members !== undefined) return members;
    const r = await run(['-t', '-v', ...flags, '-f', src, ...p.include]);
    if (r.rc !== 0)
      throw new ModuleFailure(
        `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\nCommand "${program}" could not handle archive: Unable to list files in the archive: ${r.stderr}`,
      );
    const unwanted = p.exclude.map(fnmatchRegex);
    members = r.stdout
      .toString()
      .split('\n')
      .map(parse)
      .filter((m): m is Member => m !== undefined)
      .filter((m) => !unwanted.some((u) => u.test(m.name) || u.test(m.name.replace(/\/$/, ''))));
    return members;
  };
  return {
    name: compression(magic)[0] === '-z' ? 'TgzArchive' : 'TarArchive',
    checkMode: false,
    files: async () => (await read()).map((m) => m.name),
    async check() {
      const all = await read();
      const stats = await ctx.target.statMany(
        all.map((m) => join(p.dest, m.name.replace(/\/$/, ''))),
        { follow: false },
      );
      const same = all.every((m, i) => {
        const s = stats[i];
        if (s === undefined) return false;
        if (m.kind === 'd') return s.type === 'directory';
        if (m.kind === 'l') return s.type === 'link' && s.linkTarget === m.link;
        if (m.kind !== '-') return true;
        return s.type === 'file' && s.size === m.size && Math.floor(s.mtime) === m.mtime;
      });
      return { unarchived: same };
    },
    async extract() {
      const names = p.exclude.length > 0 ? (await read()).map((m) => m.name) : p.include;
      const argv = ['-x', '-C', p.dest, ...flags, '-f', src, ...names];
      const r = await run(argv);
      return { cmd: [program, ...argv], rc: r.rc, out: r.stdout.toString(), err: r.stderr.toString() };
    },
  };
}

/** What is in a zip archive, by the unzip of busybox: sizes and names. */
export async function busyboxZip(ctx: UnarchiveContext, program: string, src: string): Promise<Entry[]> {
  const r = await ctx.target.exec([program, '-l', src], { env: environment, signal: ctx.signal });
  if (r.rc !== 0)
    throw new ModuleFailure(
      `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\nCommand "${program}" could not handle archive: ${r.stdout}${r.stderr}`,
    );
  return r.stdout
    .toString()
    .split('\n')
    .flatMap((line) => {
      const m = /^\s*(\d+)\s+\d\d-\d\d-\d{4} \d\d:\d\d\s{3}(.+)$/.exec(line);
      if (m === null) return [];
      const name = m[2] ?? '';
      const type = name.endsWith('/') ? ('d' as const) : ('?' as const);
      return [{ name, type, mode: 0, size: Number(m[1]), mtime: undefined }];
    });
}
