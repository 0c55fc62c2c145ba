/** Files of the control node that go to a host: their tree, contents and checksums. The host's own files are the target's. */
import { createHash } from 'node:crypto';
import { lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Digests {
  readonly sha1: string;
  readonly md5: string;
}

export function digestData(data: string | Uint8Array): Digests {
  return {
    sha1: createHash('sha1').update(data).digest('hex'),
    md5: createHash('md5').update(data).digest('hex'),
  };
}

/** Both checksums of a local file, in one pass. */
export async function digestFile(path: string): Promise<Digests> {
  const sha1 = createHash('sha1');
  const md5 = createHash('md5');
  // one buffer for all: a stream's own chunks pile up until they are collected
  const buffer = Buffer.allocUnsafe(256 * 1024);
  const file = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      const part = buffer.subarray(0, bytesRead);
      sha1.update(part);
      md5.update(part);
    }
  } finally {
    await file.close();
  }
  return { sha1: sha1.digest('hex'), md5: md5.digest('hex') };
}

/** Undefined where nothing is there. */
export async function controlStat(path: string): Promise<
  | {
      readonly directory: boolean;
      readonly mode: number;
      readonly size: number;
      readonly uid: number;
      readonly mtimeMs: number;
    }
  | undefined
> {
  try {
    const s = await stat(path);
    return {
      directory: s.isDirectory(),
      mode: s.mode & 0o7777,
      size: s.size,
      uid: s.uid,
      mtimeMs: s.mtimeMs,
    };
  } catch {
    return undefined;
  }
}

export interface ControlTree {
  /** [full path, path below the top]. */
  readonly files: ReadonlyArray<readonly [string, string]>;
  readonly directories: ReadonlyArray<readonly [string, string]>;
  /** [text of the link, path below the top]. */
  readonly links: ReadonlyArray<readonly [string, string]>;
}

/**
 * Everything below a local directory. With `follow`, links are what they lead to; else they stay links, and so do those
 * that lead nowhere and those to a directory that they lie in, which would never end.
 */
export async function controlTree(top: string, follow: boolean): Promise<ControlTree> {
  const files: Array<readonly [string, string]> = [];
  const directories: Array<readonly [string, string]> = [];
  const links: Array<readonly [string, string]> = [];
  const walk = async (dir: string, below: string, above: ReadonlySet<string>): Promise<void> => {
    const here = await stat(dir);
    const inside = new Set([...above, `${here.dev}:${here.ino}`]);
    const down: Array<readonly [string, string]> = [];
    for (const name of (await readdir(dir)).sort()) {
      const full = join(dir, name);
      const rel = below === '' ? name : `${below}/${name}`;
      const s = await lstat(full);
      const isLink = s.isSymbolicLink();
      const end = isLink ? await stat(full).catch(() => undefined) : s;
      const copied = end?.isDirectory() ? !inside.has(`${end.dev}:${end.ino}`) : end?.isFile();
      if (isLink && !(follow && copied)) links.push([await readlink(full), rel]);
      else if (end?.isDirectory()) down.push([full, rel]);
      else files.push([full, rel]);
    }
    // a directory's own files come before those of the directories in it
    for (const [full, rel] of down) {
      directories.push([full, rel]);
      await walk(full, rel, inside);
    }
  };
  await walk(top, '', new Set());
  return { files, directories, links };
}
