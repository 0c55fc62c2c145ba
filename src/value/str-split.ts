import { typeError, valueError } from './errors.ts';
import { int, like, selfText, text } from './str-arguments.ts';
import { asText, chars } from './text.ts';
import type { Value } from './types.ts';

export const wsClass =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ws = new RegExp(`[${wsClass}]+`, 'g');
const lead = new RegExp(`^[${wsClass}]+`);
const trail = new RegExp(`[${wsClass}]+$`);

/** Python's str.strip(), lstrip(), rstrip(). */
export function strip(s: string, set: string | null, where: 'both' | 'left' | 'right'): string {
  if (set === null) {
    let out = s;
    if (where !== 'right') out = out.replace(lead, '');
    if (where !== 'left') out = out.replace(trail, '');
    return out;
  }
  const list = chars(s);
  const drop = new Set(chars(set));
  let i = 0;
  let j = list.length;
  if (where !== 'right') while (i < j && drop.has(list[i]!)) i++;
  if (where !== 'left') while (j > i && drop.has(list[j - 1]!)) j--;
  return list.slice(i, j).join('');
}

export const stripMethod =
  (name: string, where: 'both' | 'left' | 'right') =>
  (self: Value, [set]: readonly (Value | undefined)[]): Value => {
    if (set !== undefined && set !== null && asText(set) === undefined)
      throw typeError(`${name} arg must be None or str`);
    return like(self, strip(selfText(self), set === undefined || set === null ? null : asText(set)!, where));
  };

/** Python's str.split(): by whitespace where `sep` is null. */
export function split(s: string, sep: string | null, max: number): string[] {
  if (sep === '') throw valueError('empty separator');
  if (sep === null) {
    const t = s.replace(lead, '');
    if (max < 0) {
      const r = t.replace(trail, '');
      return r === '' ? [] : r.split(ws);
    }
    const out: string[] = [];
    let rest = t;
    while (rest !== '' && out.length < max) {
      ws.lastIndex = 0;
      const m = ws.exec(rest);
      if (m === null) break;
      out.push(rest.slice(0, m.index));
      rest = rest.slice(m.index + m[0].length);
    }
    if (rest !== '') out.push(rest.replace(out.length >= max ? trail : /$^/, ''));
    if (out.length > 0 && out.at(-1) === '') out.pop();
    return out;
  }
  if (max < 0) return s.split(sep);
  const parts = s.split(sep);
  return parts.length <= max + 1 ? parts : [...parts.slice(0, max), parts.slice(max).join(sep)];
}

export function rsplit(s: string, sep: string | null, max: number): string[] {
  if (sep === '') throw valueError('empty separator');
  if (max < 0) return split(s, sep, -1);
  if (sep !== null) {
    const parts = s.split(sep);
    return parts.length <= max + 1
      ? parts
      : [parts.slice(0, parts.length - max).join(sep), ...parts.slice(parts.length - max)];
  }
  const out: string[] = [];
  let rest = s.replace(trail, '');
  const last = new RegExp(`[${wsClass}]+(?=[^${wsClass}]*$)`);
  while (rest !== '' && out.length < max) {
    const m = last.exec(rest);
    if (m === null) break;
    out.unshift(rest.slice(m.index + m[0].length));
    rest = rest.slice(0, m.index);
  }
  rest = rest.replace(lead, '');
  if (rest !== '') out.unshift(rest);
  return out;
}

export const splitMethod =
  (f: typeof split) =>
  (self: Value, [sep, max]: readonly (Value | undefined)[]): Value => {
    const most = int(max, -1);
    const s = sep === undefined || sep === null ? null : text(sep, (t) => `must be str or None, not ${t}`);
    return f(selfText(self), s, most).map((x) => like(self, x));
  };

const lineBreak = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/g;

/** Python's str.splitlines(). */
export function splitLines(s: string, keep: boolean): string[] {
  if (!keep) {
    const lines = s.split(lineBreak);
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }
  const out: string[] = [];
  let from = 0;
  for (const m of s.matchAll(lineBreak)) {
    out.push(s.slice(from, m.index + m[0].length));
    from = m.index + m[0].length;
  }
  if (from < s.length) out.push(s.slice(from));
  return out;
}
