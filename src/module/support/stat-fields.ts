import type { FileStat } from '../../target/types.ts';
import type { PlainObject } from '../../value/plain.ts';
import { PyFloat } from '../../value/types.ts';

const bit = (mode: number, mask: number): boolean => (mode & mask) !== 0;

/** The fields that stat and find have in common, as Ansible names them. */
export function statFields(path: string, s: FileStat): PlainObject {
  return {
    path,
    mode: modeDigits(s.mode),
    isdir: s.type === 'directory',
    ischr: s.type === 'char',
    isblk: s.type === 'block',
    isreg: s.type === 'file',
    isfifo: s.type === 'fifo',
    islnk: s.type === 'link',
    issock: s.type === 'socket',
    uid: s.uid,
    gid: s.gid,
    size: s.size,
    inode: s.inode,
    dev: s.dev,
    nlink: s.nlink,
    atime: new PyFloat(s.atime),
    mtime: new PyFloat(s.mtime),
    ctime: new PyFloat(s.ctime),
    wusr: bit(s.mode, 0o200),
    rusr: bit(s.mode, 0o400),
    xusr: bit(s.mode, 0o100),
    wgrp: bit(s.mode, 0o020),
    rgrp: bit(s.mode, 0o040),
    xgrp: bit(s.mode, 0o010),
    woth: bit(s.mode, 0o002),
    roth: bit(s.mode, 0o004),
    xoth: bit(s.mode, 0o001),
    isuid: bit(s.mode, 0o4000),
    isgid: bit(s.mode, 0o2000),
  };
}

/** Four octal digits, as stat prints a mode (file prints one zero more before a sticky or set-id bit). */
const modeDigits = (mode: number): string => mode.toString(8).padStart(4, '0');
