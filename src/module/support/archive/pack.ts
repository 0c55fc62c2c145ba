import type { ExecResult } from '../../../target/types.ts';
import { type ModuleContext, ModuleFailure } from '../../define.ts';
import type { Entry } from './targets.ts';

export type Format = 'gz' | 'bz2' | 'zip' | 'tar' | 'xz';

type Ctx = Pick<ModuleContext<unknown>, 'target' | 'signal'>;

const compressors = { gz: 'gzip', bz2: 'bzip2', xz: 'xz' } as const;

async function need(ctx: Ctx, program: string): Promise<void> {
  if ((await ctx.target.which(program)) === undefined)
    throw new ModuleFailure(`Failed to find required executable "${program}" in paths of the host`);
}

function checked(result: ExecResult, what: string): ExecResult {
  if (result.rc !== 0)
    throw new ModuleFailure(
      `Error when ${what}: ${result.stderr.toString().trim() || result.stdout.toString().trim()}`,
    );
  return result;
}

/** Writes one file, compressed, to `to`. */
export async function compressFile(
  ctx: Ctx,
  format: 'gz' | 'bz2' | 'xz',
  path: string,
  to: string,
): Promise<void> {
  const program = compressors[format];
  await need(ctx, program);
  checked(
    await ctx.target.exec(['/bin/sh', '-c', '"$0" -c < "$1" > "$2"', program, path, to], {
      signal: ctx.signal,
    }),
    `writing to ${format} archive at ${to}`,
  );
}

/** Writes an archive of the entries to `to`, with names below `root`. */
export async function packEntries(
  ctx: Ctx,
  format: Format,
  root: string,
  entries: readonly Entry[],
  to: string,
): Promise<void> {
  const cwd = root === '' ? undefined : root;
  const inside = entries.map((e) => e.path.slice(root.length));
  if (format === 'zip') {
    await need(ctx, 'zip');
    const lineEnd = inside.find((n) => n.includes('\n'));
    if (lineEnd !== undefined)
      throw new ModuleFailure(`zip cannot take a name with a line end: ${JSON.stringify(lineEnd)}`);
    if (inside.length === 0) {
      // zip makes no archive of nothing: one that holds only its end
      await ctx.target.writeFile(to, Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]));
      return;
    }
    // zip adds to a file that is there; an empty one is no archive.
    await ctx.target.unlink(to);
    checked(
      await ctx.target.exec(['zip', '-q', '-@', to], {
        cwd,
        stdin: `${inside.join('\n')}\n`,
        signal: ctx.signal,
      }),
      `writing zip archive at ${to}`,
    );
    return;
  }
  await need(ctx, 'tar');
  const flags = { gz: ['-z'], bz2: ['-j'], xz: ['-J'], tar: [] }[format];
  const argv = ['tar', '-c', ...flags, '-f', to, '--no-recursion'];
  let r = await ctx.target.exec([...argv, '--null', '-T', '-'], {
    cwd,
    stdin: `${inside.join('\0')}\0`,
    signal: ctx.signal,
  });
  if (r.rc !== 0 && /BusyBox/.test(r.stderr.toString())) {
    // busybox's tar takes names as arguments only
    if (inside.reduce((n, name) => n + name.length + 10, 0) > 1_000_000)
      throw new ModuleFailure(
        `Error when writing ${format} archive at ${to}: ${inside.length} names are more than the tar of busybox takes; GNU tar is needed on the host`,
      );
    r = await ctx.target.exec([...argv, '--', ...inside], { cwd, signal: ctx.signal });
  }
  checked(r, `writing ${format} archive at ${to}`);
}

/**
 * What an archive holds, as text that is the same for two archives exactly where their members are the same (name,
 * size, mode, owner, time; for zip the sums); undefined where it cannot be read.
 */
export async function fingerprint(
  ctx: Ctx,
  format: Format,
  archive: boolean,
  path: string,
): Promise<string | undefined> {
  let r: ExecResult;
  if (!archive && format !== 'zip' && format !== 'tar') {
    r = await ctx.target.exec(['/bin/sh', '-c', '"$0" -dc < "$1" | cksum', compressors[format], path], {
      signal: ctx.signal,
    });
  } else if (format === 'zip') {
    r = await ctx.target.exec(['unzip', '-v', path], { env: { LC_ALL: 'C' }, signal: ctx.signal });
    return r.rc === 0 ? r.stdout.toString().split('\n').slice(1).sort().join('\n') : undefined;
  } else {
    const list = (words: string[]): Promise<ExecResult> =>
      ctx.target.exec(['tar', '-tv', ...words, '-f', path], { env: { LC_ALL: 'C' }, signal: ctx.signal });
    r = await list(['--full-time', '--numeric-owner']);
    if (r.rc !== 0 && /BusyBox/.test(r.stderr.toString()))
      r = await list({ gz: ['-z'], bz2: ['-j'], xz: ['-J'], tar: [] }[format]);
  }
  return r.rc === 0 ? r.stdout.toString().split('\n').sort().join('\n') : undefined;
}
