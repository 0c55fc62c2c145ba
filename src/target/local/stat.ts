import { type BigIntStats, lstatSync, readlinkSync, statSync } from 'node:fs';
import { targetError } from '../errno.ts';
import type { FileStat, FileType } from '../types.ts';
import { groupName, userName } from './names.ts';

const types: ReadonlyMap<number, FileType> = new Map([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'link'],
  [0o020000, 'char'],
  [0o060000, 'block'],
  [0o010000, 'fifo'],
  [0o140000, 'socket'],
]);

/** Seconds as Python's os.stat gives them: whole seconds plus the rest, each rounded once. */
const seconds = (ns: bigint): number => Number(ns / 1_000_000_000n) + 1e-9 * Number(ns % 1_000_000_000n);

function fromStats(path: string, s: BigIntStats): FileStat {
  const type = types.get(Number(s.mode) & 0o170000) ?? 'file';
  const uid = Number(s.uid);
  const gid = Number(s.gid);
  return {
    path,
    type,
    mode: Number(s.mode) & 0o7777,
    uid,
    gid,
    owner: userName(uid),
    group: groupName(gid),
    size: Number(s.size),
    inode: Number(s.ino),
    dev: Number(s.dev),
    nlink: Number(s.nlink),
    blocks: Number(s.blocks),
    blockSize: Number(s.blksize),
    rdev: Number(s.rdev),
    atime: seconds(s.atimeNs),
    mtime: seconds(s.mtimeNs),
    ctime: seconds(s.ctimeNs),
    linkTarget: type === 'link' ? readlinkSync(path) : undefined,
  };
}

/** stat or lstat of one path; undefined where nothing is there (a dangling link too, when followed). */
export function statPath(path: string, follow: boolean): FileStat | undefined {
  try {
    const s = follow
      ? statSync(path, { bigint: true, throwIfNoEntry: false })
      : lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return s === undefined ? undefined : fromStats(path, s);
  } catch (error) {
    const told = targetError(error, 'stat', path);
    if ((told as { code?: string }).code === 'ENOENT') return undefined;
    throw told;
  }
}
