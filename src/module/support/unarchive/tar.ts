import { fnmatchRegex } from '../../../value/fnmatch.ts';
import { ModuleFailure } from '../../define.ts';
import { busyboxTar } from './busybox.ts';
import type { Handler, UnarchiveContext } from './types.ts';

/** Lines of `tar --diff` that mean that something is to be unpacked. */
const differences = [
  ['owner', /: Uid differs$/],
  ['group', /: Gid differs$/],
  ['mode', /: Mode differs$/],
  ['', /: Mod time differs$/],
  ['', /: (Size|Contents) differs?$/],
  ['', /: Symlink differs$/],
  ['', /: File type differs$/],
  ['', /: Warning: Cannot stat: No such file or directory$/],
  ['', /: Cannot stat: No such file or directory$/],
] as const;

/** Tar archives, by their first bytes; with `-z` for gzip, others are told by tar itself. */
export function tarHandler(ctx: UnarchiveContext, program: string, src: string, magic: Buffer): Handler {
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b;
  const p = ctx.params;
  const run = (argv: string[]) =>
    ctx.target.exec([program, ...argv], {
      env: { LANG: 'C', LC_ALL: 'C', LANGUAGE: 'C' },
      signal: ctx.signal,
    });
  const flag = gzip ? ['-z'] : [];
  const extra = p.extra_opts.length > 0 ? ['--show-transformed-names', ...p.extra_opts] : [];
  const owners = [...(p.owner ? [`--owner=${p.owner}`] : []), ...(p.group ? [`--group=${p.group}`] : [])];
  const newer = p.keep_newer ? ['--keep-newer-files'] : [];
  const excluded = p.exclude.map((e) => `--exclude=${e}`);
  const tail = ['-f', src, ...p.include];
  let listed: string[] | undefined;
  /** Takes over where the host's tar is that of busybox. */
  let simple: Handler | undefined;
  return {
    name: gzip ? 'TgzArchive' : 'TarArchive',
    checkMode: false,
    async files() {
      if (listed !== undefined) return listed;
      const r = await run([
        '--list',
        '-C',
        p.dest,
        ...flag,
        ...extra,
        ...excluded,
        '--quoting-style=literal',
        ...tail,
      ]);
      if (r.rc !== 0 && /BusyBox/.test(r.stderr.toString())) {
        simple = busyboxTar(ctx, program, src, magic);
        listed = await simple.files();
        return listed;
      }
      if (r.rc !== 0) {
        throw new ModuleFailure(
          `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\nCommand "${program}" could not handle archive: Unable to list files in the archive: ${r.stderr}`,
        );
      }
      const unwanted = p.exclude.map(fnmatchRegex);
      listed = r.stdout
        .toString()
        .split('\n')
        .filter((n) => n !== '')
        .map((n) => n.replace(/^\/+/, ''))
        .filter((n) => !unwanted.some((u) => u.test(n)));
      return listed;
    },
    async check() {
      if (simple !== undefined) return simple.check();
      const r = await run([
        '--diff',
        '-C',
        p.dest,
        ...flag,
        ...extra,
        ...owners,
        ...newer,
        ...excluded,
        ...tail,
      ]);
      const given: Record<string, unknown> = { owner: p.owner, group: p.group, mode: p.mode };
      const root = ctx.target.user === 'root';
      for (const line of `${r.stdout}\n${r.stderr}`.split('\n')) {
        const hit = differences.find(([, re]) => re.test(line));
        if (hit === undefined) continue;
        if (hit[0] !== '' && (given[hit[0]] || (hit[0] !== 'mode' && !root))) continue;
        return { unarchived: false };
      }
      return { unarchived: true };
    },
    async extract() {
      if (simple !== undefined) return simple.extract();
      const argv = ['--extract', '-C', p.dest, ...flag, ...extra, ...owners, ...newer, ...excluded, ...tail];
      const r = await run(argv);
      return { cmd: [program, ...argv], rc: r.rc, out: r.stdout.toString(), err: r.stderr.toString() };
    },
  };
}
