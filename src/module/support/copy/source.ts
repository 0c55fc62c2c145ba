import { readFile } from 'node:fs/promises';
import type { ModuleContext } from '../../define.ts';
import { controlStat, type Digests, digestData, digestFile } from '../control-files.ts';

/** What is to be put on a host: contents in memory, or a file of the control node. */
export interface CopySource {
  readonly data: Buffer | undefined;
  readonly file: string | undefined;
  readonly size: number;
  readonly digests: Digests;
  /** Permission bits of the original, for `mode: preserve`. */
  readonly mode: number | undefined;
  /** The name that the diff and `src` show. */
  readonly label: string;
  /** The name that it gets in a directory. */
  readonly basename: string;
  readonly isContent: boolean;
}

/** Below this a file is held in memory and read once. */
const smallFile = 1 << 20;

/** A file of the control node, decrypted where it is a vault file and `decrypt` is on. */
export async function fileSource(
  ctx: Pick<ModuleContext<unknown>, 'files'>,
  path: string,
  decrypt: boolean,
  label = path,
): Promise<CopySource> {
  const real = decrypt ? await ctx.files.plainFile(path) : path;
  const stat = await controlStat(real);
  const mode = (await controlStat(path))?.mode;
  const data = stat !== undefined && stat.size <= smallFile ? await readFile(real) : undefined;
  return {
    data,
    file: real,
    size: stat?.size ?? 0,
    digests: data === undefined ? await digestFile(real) : digestData(data),
    mode,
    label,
    basename: path.slice(path.lastIndexOf('/') + 1),
    isContent: false,
  };
}

/** What `mode: preserve` means for contents: Ansible has them in a private file. */
export const contentMode = 0o600;

/** Contents that a task gives. */
export function contentSource(data: Buffer, label: string, basename: string, mode?: number): CopySource {
  return {
    data,
    file: undefined,
    size: data.length,
    digests: digestData(data),
    mode,
    label,
    basename,
    isContent: true,
  };
}

/** A name for contents that never lie in a file, in the form that Ansible's diff headers have. */
export function contentLabel(ctx: Pick<ModuleContext<unknown>, 'setting'>, name?: string): string {
  const set = ctx.setting('DEFAULT_LOCAL_TMP');
  const base = typeof set === 'string' && set !== '' ? set : '~/.ansible/tmp';
  const dir = /ansible-local-[^/]*$/.test(base) ? base : `${base}/ansible-local-${process.pid}`;
  const random = Math.random().toString(36).slice(2, 10).padEnd(8, '0');
  return name === undefined ? `${dir}/tmp${random}` : `${dir}/tmp${random}/${name}`;
}
