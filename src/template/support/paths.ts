import { posix } from 'node:path';
import { bytesText } from '../../value/codecs.ts';
import { PyBytes } from '../../value/containers.ts';
import { overflowError, typeError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import { UnsafeText, type Value } from '../../value/types.ts';
import { tuple } from './py.ts';

/** The text of a path argument, with the TypeError of Python's os.fspath. */
export function pathText(v: Value): string {
  const text = asText(v);
  if (text !== undefined) return text;
  if (v instanceof PyBytes) return bytesText(v.data);
  throw typeError(`expected str, bytes or os.PathLike object, not ${shortTypeName(v)}`);
}

/** A part of a path: unsafe as the path is. */
export const pathPart = (path: Value, part: string): Value =>
  path instanceof UnsafeText ? new UnsafeText(part) : part;

/** A pair of parts of a path, of the path's own type. */
export const pathPair = (path: Value, pair: readonly string[]): Value =>
  tuple(pair.map((p) => (path instanceof PyBytes ? new PyBytes(Buffer.from(p)) : pathPart(path, p))));

/** A path for os.stat (also an open file's number, which is none of ours) with its TypeError. */
export function statPath(v: Value): string | undefined {
  if (asText(v) !== undefined || v instanceof PyBytes) return pathText(v);
  const n = asInt(v);
  if (n === undefined)
    throw typeError(`stat: path should be string, bytes, os.PathLike or integer, not ${shortTypeName(v)}`);
  if (n > 2147483647) throw overflowError('fd is greater than maximum');
  if (n < -2147483648) throw overflowError('fd is less than minimum');
  return undefined;
}

/** A path for os.lstat with its TypeError. */
export function lstatPath(v: Value): string {
  if (asText(v) !== undefined || v instanceof PyBytes) return pathText(v);
  throw typeError(`lstat: path should be string, bytes or os.PathLike, not ${shortTypeName(v)}`);
}

/** os.path.split of POSIX. */
export function splitPath(path: string): [string, string] {
  const i = path.lastIndexOf('/') + 1;
  const head = path.slice(0, i);
  return [/^\/*$/.test(head) ? head : head.replace(/\/+$/, ''), path.slice(i)];
}

/** os.path.splitext of POSIX. */
export function splitExtension(path: string): [string, string] {
  const m = /^((?:.*\/)?\.*[^/]*?[^./][^/]*?)(\.[^./]*)$/s.exec(path);
  return m ? [m[1]!, m[2]!] : [path, ''];
}

/** os.path.join of POSIX. */
export function joinPath(parts: readonly string[]): string {
  let out = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (part.startsWith('/')) out = part;
    else if (!out || out.endsWith('/')) out += part;
    else out += `/${part}`;
  }
  return out;
}

/** os.path.normpath of POSIX: two leading slashes stay, no trailing one. */
export function normalPath(path: string): string {
  if (!path) return '.';
  const two = /^\/\/(?!\/)/.test(path) ? '/' : '';
  const out = posix.normalize(path);
  return two + (out.length > 1 ? out.replace(/\/+$/, '') : out);
}

/** ntpath.splitdrive: drive letters and \\host\share. */
export function splitDrive(path: string): [string, string] {
  const norm = path.replaceAll('/', '\\');
  if (norm.startsWith('\\\\')) {
    const start = /^\\\\\?\\unc\\/i.test(norm) ? 8 : 2;
    const index = norm.indexOf('\\', start);
    if (index < 0) return [path, ''];
    const index2 = norm.indexOf('\\', index + 1);
    return index2 < 0 ? [path, ''] : [path.slice(0, index2), path.slice(index2)];
  }
  return norm[1] === ':' ? [path.slice(0, 2), path.slice(2)] : ['', path];
}

/** ntpath.split. */
export function splitWindows(path: string): [string, string] {
  const [drive, rest] = splitDrive(path);
  const i = Math.max(rest.lastIndexOf('\\'), rest.lastIndexOf('/')) + 1;
  const head = rest.slice(0, i);
  return [drive + (head.replace(/[\\/]+$/, '') || head), rest.slice(i)];
}
