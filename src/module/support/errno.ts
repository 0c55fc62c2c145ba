import { errnoText as errnoWords } from '../../target/errno.ts';
import { TargetError } from '../../target/types.ts';

/** A text as Python's repr of its UTF-8 bytes: `b'/tmp/\xc3\xbc'`. */
export function bytesRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = '';
  for (const byte of Buffer.from(text)) {
    const c = String.fromCharCode(byte);
    if (c === '\\' || c === quote) out += `\\${c}`;
    else if (c === '\n') out += '\\n';
    else if (c === '\r') out += '\\r';
    else if (c === '\t') out += '\\t';
    else if (byte < 0x20 || byte >= 0x7f) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += c;
  }
  return `b${quote}${out}${quote}`;
}

/**
 * An error as Python's OSError prints it: `[Errno 2] No such file or directory: b'/x'`. `paths` replaces what the
 * error names (none: only the words).
 */
export function errnoText(error: unknown, ...paths: readonly string[]): string {
  if (!(error instanceof TargetError)) return error instanceof Error ? error.message : String(error);
  const names = paths.map(bytesRepr).join(' -> ');
  return `${errnoWords(error.code)}${names === '' ? '' : `: ${names}`}`;
}

/** Whether an error is one of these file errors. */
export const isErrno = (error: unknown, ...codes: readonly string[]): error is TargetError =>
  error instanceof TargetError && codes.includes(error.code);
