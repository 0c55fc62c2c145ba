import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  createReadStream,
  fchmodSync,
  openSync,
  promises,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { attempt, attemptAsync, targetError } from '../errno.ts';
import { byCodePoint } from '../order.ts';
import type { FileStat, HashAlgorithm } from '../types.ts';
import { runProcess } from './process.ts';
import { statPath } from './stat.ts';

/** Up to here a file is read at once, which is ten times cheaper than through the thread pool. */
const smallFile = 256 * 1024;
const isSmall = (s: Stats): boolean => s.isFile() && s.size > 0 && s.size <= smallFile;

export async function readAll(path: string): Promise<Buffer> {
  if (isSmall(attempt('open', path, () => statSync(path))))
    return attempt('open', path, () => readFileSync(path));
  return attemptAsync('open', path, () => promises.readFile(path));
}

export async function hashFile(path: string, algorithm: HashAlgorithm): Promise<string> {
  if (isSmall(attempt('open', path, () => statSync(path))))
    return createHash(algorithm)
      .update(attempt('open', path, () => readFileSync(path)))
      .digest('hex');
  const hash = createHash(algorithm);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(chunk as Buffer);
  } catch (error) {
    throw targetError(error, 'open', path);
  }
  return hash.digest('hex');
}

/** Opens for writing; a file that is not there is made with exactly that mode, umask or not. */
function openForWrite(path: string, mode: number, flags: 'w' | 'a'): number {
  try {
    const fd = openSync(path, flags === 'w' ? 'wx' : 'ax', mode);
    fchmodSync(fd, mode);
    return fd;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw targetError(error, 'open', path);
  }
  return attempt('open', path, () => openSync(path, flags));
}

export async function writeAll(
  path: string,
  data: string | Uint8Array,
  mode: number,
  flags: 'w' | 'a',
): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  const fd = openForWrite(path, mode, flags);
  try {
    if (bytes.length <= smallFile) {
      for (let at = 0; at < bytes.length; )
        at += attempt('write', path, () => writeSync(fd, bytes, at, bytes.length - at));
      return;
    }
  } finally {
    closeSync(fd);
  }
  await attemptAsync('write', path, () =>
    promises.writeFile(path, bytes, { flag: flags === 'w' ? 'w' : 'a' }),
  );
}

/** Contents from one path to another; a big file goes by `cp`, which keeps holes and shares blocks where it can. */
async function copyContents(from: string, to: string, env: Readonly<Record<string, string>>): Promise<void> {
  const s = attempt('open', from, () => statSync(from));
  if (s.isDirectory()) throw targetError(Object.assign(new Error(), { code: 'EISDIR' }), 'open', from);
  if (s.isFile() && s.size > 16 * smallFile) {
    const done = await runProcess(['cp', '--', from, to], '/', env, {});
    if (done.rc === 0) return;
  }
  if (isSmall(s)) return writeAll(to, await readAll(from), 0o600, 'w');
  // not fs.copyFile: it changes the mode of what is there
  await attemptAsync('copy', to, () => promises.writeFile(to, createReadStream(from)));
}

/** upload and download: the file that is made has `mode`, one that is there keeps its own. */
export async function transfer(
  from: string,
  to: string,
  mode: number,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  attempt('open', from, () => closeSync(openSync(from, 'r')));
  const fd = openForWrite(to, mode, 'a');
  closeSync(fd);
  await copyContents(from, to, env);
}

/** A copy with mode, times and, where allowed, owner (what Ansible's backups keep). */
export async function copyPreserving(
  from: string,
  to: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const s = attempt('open', from, () => statSync(from));
  await copyContents(from, to, env);
  attempt('chmod', to, () => chmodSync(to, s.mode & 0o7777));
  try {
    chownSync(to, s.uid, s.gid);
    if (s.mode & 0o6000) chmodSync(to, s.mode & 0o7777);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw targetError(error, 'chown', to);
  }
  utimesSync(to, s.atimeMs / 1000, s.mtimeMs / 1000);
}

export const listDir = (path: string): string[] =>
  attempt('listdir', path, () => readdirSync(path)).sort(byCodePoint);

/** Depth first below a directory. What cannot be listed is told as the entry alone, as os.walk passes over it. */
export async function walkTree(top: string, follow: boolean, maxDepth: number): Promise<FileStat[]> {
  const found: FileStat[] = [];
  const trail = new Set<string>();
  let sinceYield = 0;
  const visit = async (dir: string, names: readonly string[], depth: number): Promise<void> => {
    for (const name of names) {
      const path = join(dir, name);
      // a dangling link is told as the link it is
      const s = statPath(path, follow) ?? (follow ? statPath(path, false) : undefined);
      if (s === undefined) continue;
      found.push(s);
      if (++sinceYield % 1000 === 0) await new Promise(setImmediate);
      const key = `${s.dev}:${s.inode}`;
      if (s.type !== 'directory' || depth >= maxDepth || trail.has(key)) continue;
      let below: string[];
      try {
        below = listDir(path);
      } catch {
        continue;
      }
      trail.add(key);
      await visit(path, below, depth + 1);
      trail.delete(key);
    }
  };
  if (maxDepth > 0) await visit(top, listDir(top), 1);
  return found;
}
