import { constants } from 'node:os';

/** strerror texts of the errors a file operation can give, as glibc words them. */
export const errnoWords: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  EIO: 'Input/output error',
  ENXIO: 'No such device or address',
  E2BIG: 'Argument list too long',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EXDEV: 'Invalid cross-device link',
  ENODEV: 'No such device',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENFILE: 'Too many open files in system',
  EMFILE: 'Too many open files',
  ETXTBSY: 'Text file busy',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  ESPIPE: 'Illegal seek',
  EROFS: 'Read-only file system',
  EMLINK: 'Too many links',
  EPIPE: 'Broken pipe',
  ENAMETOOLONG: 'File name too long',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
  EOPNOTSUPP: 'Operation not supported',
  ENOTSUP: 'Operation not supported',
  EDQUOT: 'Disk quota exceeded',
  ESTALE: 'Stale file handle',
};

/** What strerror says for "ENOENT" and the like; the code itself where it is not known. */
export const strerror = (code: string): string => errnoWords[code] ?? code;

/** The error's number on Linux, 0 where unknown. */
export const errnoOf = (code: string): number =>
  (constants.errno as Record<string, number | undefined>)[code] ?? 0;

/** `[Errno 2] No such file or directory`, as Python's str(OSError) begins. */
export const errnoText = (code: string): string => `[Errno ${errnoOf(code)}] ${strerror(code)}`;

/** What Python says of a failure of Node's file functions: `[Errno 13] Permission denied`; Node's words where the code is none of the system's. */
export const errorWords = (e: NodeJS.ErrnoException): string =>
  e.code !== undefined && errnoOf(e.code) !== 0 ? errnoText(e.code) : e.message;
