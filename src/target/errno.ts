import { constants } from 'node:os';
import { TargetError } from './types.ts';

/** strerror texts of the errors a file operation can give, as glibc words them. */
const texts: Readonly<Record<string, string>> = {
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
export const strerror = (code: string): string => texts[code] ?? code;

/** The error's number on Linux, 0 where unknown. */
export const errnoOf = (code: string): number =>
  (constants.errno as Record<string, number | undefined>)[code] ?? 0;

/** `[Errno 2] No such file or directory`, as Python's str(OSError) begins. */
export const errnoText = (code: string): string => `[Errno ${errnoOf(code)}] ${strerror(code)}`;

/**
 * Python's str() of the OSError that this failure would be: `[Errno 13] Permission denied: b'/etc/shadow'`.
 * Ansible's modules name paths as bytes mostly; `bytes` false leaves the `b` out.
 */
export function osErrorText(error: TargetError, bytes = true): string {
  const quoted =
    error.path.includes("'") && !error.path.includes('"')
      ? `"${error.path}"`
      : `'${error.path.replaceAll("'", "\\'")}'`;
  return `${errnoText(error.code)}: ${bytes ? 'b' : ''}${quoted}`;
}

const byText = new Map<string, string>();

/** The errno name whose text ends a program's complaint ("rm: cannot remove 'x': Is a directory"), or undefined. */
export function codeInText(text: string): string | undefined {
  if (byText.size === 0)
    for (const [code, words] of Object.entries(texts)) if (!byText.has(words)) byText.set(words, code);
  let best: string | undefined;
  let at = -1;
  for (const [words, code] of byText) {
    const found = text.lastIndexOf(words);
    if (found > at) {
      at = found;
      best = code;
    }
  }
  // dash's and busybox's own words for a redirection
  if (best === undefined && /nonexistent|No such file/i.test(text)) return 'ENOENT';
  return best;
}

const isErrno = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';

/** A failure of Node's fs as a TargetError; every other error is handed on as it is. */
export function targetError(error: unknown, op: string, path: string): unknown {
  if (error instanceof TargetError || !isErrno(error)) return error;
  return new TargetError(error.code ?? 'EIO', op, path);
}

/** Runs a synchronous fs call and words its failure as a TargetError. */
export function attempt<T>(op: string, path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw targetError(error, op, path);
  }
}

/** The same for a call that waits. */
export async function attemptAsync<T>(op: string, path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw targetError(error, op, path);
  }
}
