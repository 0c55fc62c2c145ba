import { posix } from 'node:path';
import type { Target } from '../../target/types.ts';
import { isErrno } from './errno.ts';

/** Text of a file of the host; the empty text where it is not there. */
export async function readText(target: Target, path: string): Promise<string> {
  try {
    return (await target.readFile(path)).toString();
  } catch (e) {
    if (isErrno(e, 'ENOENT', 'ENOTDIR')) return '';
    throw e;
  }
}

/** Writes a file beside its place and moves it there; directories above are made. `mode` is that of a new file. */
export async function writeText(target: Target, path: string, text: string, mode?: number): Promise<void> {
  const dir = posix.dirname(path);
  if ((await target.stat(dir)) === undefined) await target.mkdir(dir, { parents: true, mode: 0o755 });
  const isNew = (await target.stat(path)) === undefined;
  const temp = await target.tempFile({ beside: path });
  await target.writeFile(temp, text);
  await target.move(temp, path);
  if (isNew && mode !== undefined) await target.chmod(path, mode);
}
