import { valueError } from './errors.ts';
import { sliceRange } from './slice.ts';
import { like, offset, selfText, text } from './str-arguments.ts';
import { chars, isWide, textLength } from './text.ts';
import { Tuple, type Value } from './types.ts';

/** Start and end of a search, in UTF-16 units; the text itself is cut so that offsets count code points. */
function range(
  s: string,
  start: Value | undefined,
  end: Value | undefined,
): { list: string[] | null; from: number; to: number; n: number } {
  const list = isWide(s) ? chars(s) : null;
  const n = list === null ? s.length : list.length;
  if (start === undefined && end === undefined) return { list, from: 0, to: n, n };
  const from = offset(start, 0);
  offset(end, n);
  const r = sliceRange(n, null, end ?? null, null);
  return { list, from: from < 0 ? Math.max(0, from + n) : from, to: r.stop, n };
}

export function search(self: Value, args: readonly (Value | undefined)[], last: boolean): number {
  const s = selfText(self);
  const { list, from, to, n } = range(s, args[1], args[2]);
  const needle = text(args[0], (t) => `must be str, not ${t}`);
  if (from > n || from > to) return -1;
  const hay = list === null ? s.slice(from, to) : list.slice(from, to).join('');
  const i = last ? hay.lastIndexOf(needle) : hay.indexOf(needle);
  if (i < 0) return -1;
  return from + (list === null ? i : textLength(hay.slice(0, i)));
}

export const index =
  (last: boolean) =>
  (self: Value, args: readonly (Value | undefined)[]): Value => {
    const i = search(self, args, last);
    if (i < 0) throw valueError('substring not found');
    return i;
  };

export const affix =
  (name: string, test: (s: string, x: string) => boolean) =>
  (self: Value, args: readonly (Value | undefined)[]): Value => {
    const { list, from, to, n } = range(selfText(self), args[1], args[2]);
    const [x] = args;
    const one = (y: string) => {
      if (from > n || from > to) return false;
      const part = list === null ? selfText(self).slice(from, to) : list.slice(from, to).join('');
      return test(part, y);
    };
    if (x instanceof Tuple)
      return x.some((y) => one(text(y, (t) => `tuple for ${name} must only contain str, not ${t}`)));
    return one(text(x, (t) => `${name} first arg must be str or a tuple of str, not ${t}`));
  };

export function partition(self: Value, [sepIn]: readonly (Value | undefined)[], last: boolean): Value {
  const s = selfText(self);
  const sep = text(sepIn, (t) => `must be str, not ${t}`);
  if (sep === '') throw valueError('empty separator');
  const i = last ? s.lastIndexOf(sep) : s.indexOf(sep);
  const parts = i < 0 ? (last ? ['', '', s] : [s, '', '']) : [s.slice(0, i), sep, s.slice(i + sep.length)];
  return Tuple.from(parts, (p) => like(self, p)) as Tuple;
}

export function count(self: Value, args: readonly (Value | undefined)[]): Value {
  const { list, from, to, n } = range(selfText(self), args[1], args[2]);
  const needle = text(args[0], (t) => `must be str, not ${t}`);
  if (from > n || from > to) return 0;
  if (needle === '') return to - from + 1;
  const hay = list === null ? selfText(self).slice(from, to) : list.slice(from, to).join('');
  return hay.split(needle).length - 1;
}
