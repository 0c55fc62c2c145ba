// biome-ignore-all lint/suspicious/useIterableCallbackReturn: only the effect counts

import { dictSet, isDict, toDict } from './dict.ts';
import { PyError, typeError, valueError } from './errors.ts';
import { isIterable, iterate } from './iterate.ts';
import { checkMade, checkText } from './limits.ts';
import { subscript } from './protocol.ts';
import { argument, like, selfText, text } from './str-arguments.ts';
import { asText, chars, escapeHtml, isUnsafe, likeText, type Text, textLength, textOf } from './text.ts';
import { typeName } from './type-name.ts';
import { Markup, UnsafeText, type Value } from './types.ts';

/** Python's str.join(). */
export function join(sep: Text, values: Value): Value {
  if (!isIterable(values)) throw typeError('can only join an iterable');
  const parts: string[] = [];
  let unsafe = isUnsafe(sep);
  let i = 0;
  let size = 0;
  const step = textOf(sep).length;
  for (const v of iterate(values)) {
    const t = asText(v);
    if (t === undefined) throw typeError(`sequence item ${i}: expected str instance, ${typeName(v)} found`);
    if (isUnsafe(v)) unsafe = true;
    const part = sep instanceof Markup && !(v instanceof Markup) ? escapeHtml(t) : t;
    parts.push(part);
    size += part.length + step;
    checkText(size);
    i++;
  }
  const out = parts.join(textOf(sep));
  return unsafe ? new UnsafeText(out) : likeText(sep, out);
}

function occurrences(s: string, part: string): number {
  let n = 0;
  for (let i = s.indexOf(part); i >= 0; i = s.indexOf(part, i + part.length)) n++;
  return n;
}

const LONG = 1_000_000;

/** As replaceAll, in pieces: V8 first makes a list of all places, which for a long text takes many times its memory. */
function replaceLong(s: string, old: string, by: string): string {
  let out = '';
  let parts: string[] = [];
  let from = 0;
  for (let i = s.indexOf(old); i >= 0; i = s.indexOf(old, from)) {
    parts.push(s.slice(from, i));
    from = i + old.length;
    if (parts.length < 50_000) continue;
    out += parts.join(by) + by;
    parts = [];
  }
  parts.push(s.slice(from));
  return out + parts.join(by);
}

/** Python's str.replace(). */
export function replace(s: string, old: string, by: string, count = -1): string {
  if (count < 0) {
    if (old !== '') {
      if (by.length > old.length) checkMade(s.length + occurrences(s, old) * (by.length - old.length));
      return s.length < LONG ? s.replaceAll(old, by.replaceAll('$', '$$$$')) : replaceLong(s, old, by);
    }
    const list = chars(s);
    checkText(s.length + (list.length + 1) * by.length);
    return `${by}${list.map((c) => c + by).join('')}`;
  }
  let out = '';
  let rest = s;
  let n = count;
  if (old === '') {
    const list = chars(s);
    for (let i = 0; i <= list.length; i++) out += (n-- > 0 ? by : '') + (list[i] ?? '');
    return out;
  }
  for (let i = rest.indexOf(old); i >= 0 && n > 0; i = rest.indexOf(old), n--) {
    out += rest.slice(0, i) + by;
    rest = rest.slice(i + old.length);
  }
  return out + rest;
}

export function translate(self: Value, table: Value): Value {
  let out = '';
  for (const c of selfText(self)) {
    let r: Value | undefined;
    try {
      r = subscript(table, c.codePointAt(0)!);
    } catch (e) {
      if (!(e instanceof PyError && (e.pyType === 'KeyError' || e.pyType === 'IndexError'))) throw e;
    }
    if (r === undefined) out += c;
    else if (r !== null)
      out +=
        typeof r === 'number'
          ? String.fromCodePoint(r)
          : text(r, () => 'character mapping must return integer, None or str');
  }
  return like(self, out);
}

export function makeTrans(_self: Value, [x, y, z]: readonly (Value | undefined)[]): Value {
  const out = new Map<Value, Value>();
  if (y === undefined) {
    if (x === undefined || !isDict(x))
      throw typeError('if you give only one argument to maketrans it must be a dict');
    for (const [k, v] of toDict(x)) {
      const s = asText(k);
      if (s !== undefined && textLength(s) !== 1)
        throw valueError('string keys in translate table must be of length 1');
      dictSet(out, s === undefined ? k : s.codePointAt(0)!, v);
    }
    return out;
  }
  const b = chars(text(y, argument('maketrans', 2)));
  const drop = z === undefined ? '' : text(z, argument('maketrans', 3));
  const a = chars(text(x, () => 'first maketrans argument must be a string if there is a second argument'));
  if (a.length !== b.length) throw valueError('the first two maketrans arguments must have equal length');
  a.forEach((c, i) => out.set(c.codePointAt(0)!, b[i]!.codePointAt(0)!));
  for (const c of drop) out.set(c.codePointAt(0)!, null);
  return out;
}
