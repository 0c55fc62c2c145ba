import { errnoText, errnoWords } from '../errors/errno.ts';
import { TargetError } from './types.ts';

export { errnoOf, errnoText, strerror } from '../errors/errno.ts';

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
    for (const [code, words] of Object.entries(errnoWords)) if (!byText.has(words)) byText.set(words, code);
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
