// biome-ignore-all lint/suspicious/useIterableCallbackReturn: only the effect counts
import { encodeText } from './codecs.ts';
import { PyBytes } from './containers.ts';
import { dictGet, dictSet, isDict, toDict } from './dict.ts';
import { PyError, typeError, valueError } from './errors.ts';
import { isIterable, iterate, length } from './iterate.ts';
import { checkMade, checkText } from './limits.ts';
import type { MethodTable } from './method.ts';
import { asInt } from './number.ts';
import { add, contains, sliceRange } from './operators.ts';
import { subscript } from './protocol.ts';
import { str } from './repr.ts';
import { strFormat } from './str-format.ts';
import {
  asText,
  chars,
  escapeHtml,
  isUnsafe,
  isWide,
  likeText,
  type Text,
  textLength,
  textOf,
} from './text.ts';
import { typeName } from './type-name.ts';
import { Markup, Tuple, UnsafeText, type Value } from './types.ts';

const T = (v: Value): string => textOf(v as Text);
const like = (self: Value, s: string): Value => likeText(self as Text, s);

function text(v: Value | undefined, message: (type: string) => string): string {
  const s = v === undefined ? undefined : asText(v);
  if (s === undefined) throw typeError(message(typeName(v ?? null)));
  return s;
}
/** A text argument of a Markup method is escaped first. */
const arg = (self: Value, v: Value | undefined, message: (type: string) => string): string => {
  const s = text(v, message);
  return self instanceof Markup && !(v instanceof Markup) ? escapeHtml(s) : s;
};

function int(v: Value | undefined, orElse: number): number {
  if (v === undefined) return orElse;
  const n = asInt(v);
  if (n === undefined) throw typeError(`'${typeName(v)}' object cannot be interpreted as an integer`);
  return Number(n);
}

/** A type inside the messages of arguments that C parses: None is named itself. */
const argumentType = (t: string): string => (t === 'NoneType' ? 'None' : t);

/** An offset of find() and its kin. */
function offset(v: Value | undefined, orElse: number): number {
  if (v === undefined || v === null) return orElse;
  const n = asInt(v);
  if (n === undefined) throw typeError('slice indices must be integers or None or have an __index__ method');
  return Number(n);
}

const wsClass = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
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

const stripMethod =
  (name: string, where: 'both' | 'left' | 'right') =>
  (self: Value, [set]: readonly (Value | undefined)[]): Value => {
    if (set !== undefined && set !== null && asText(set) === undefined)
      throw typeError(`${name} arg must be None or str`);
    return like(self, strip(T(self), set === undefined || set === null ? null : asText(set)!, where));
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

function rsplit(s: string, sep: string | null, max: number): string[] {
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

const splitMethod =
  (f: typeof split) =>
  (self: Value, [sep, max]: readonly (Value | undefined)[]): Value => {
    const most = int(max, -1);
    const s = sep === undefined || sep === null ? null : text(sep, (t) => `must be str or None, not ${t}`);
    return f(T(self), s, most).map((x) => like(self, x));
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

function search(self: Value, args: readonly (Value | undefined)[], last: boolean): number {
  const s = T(self);
  const { list, from, to, n } = range(s, args[1], args[2]);
  const needle = text(args[0], (t) => `must be str, not ${t}`);
  if (from > n || from > to) return -1;
  const hay = list === null ? s.slice(from, to) : list.slice(from, to).join('');
  const i = last ? hay.lastIndexOf(needle) : hay.indexOf(needle);
  if (i < 0) return -1;
  return from + (list === null ? i : textLength(hay.slice(0, i)));
}

const index =
  (last: boolean) =>
  (self: Value, args: readonly (Value | undefined)[]): Value => {
    const i = search(self, args, last);
    if (i < 0) throw valueError('substring not found');
    return i;
  };

const affix =
  (name: string, test: (s: string, x: string) => boolean) =>
  (self: Value, args: readonly (Value | undefined)[]): Value => {
    const { list, from, to, n } = range(T(self), args[1], args[2]);
    const [x] = args;
    const one = (y: string) => {
      if (from > n || from > to) return false;
      const part = list === null ? T(self).slice(from, to) : list.slice(from, to).join('');
      return test(part, y);
    };
    if (x instanceof Tuple)
      return x.some((y) => one(text(y, (t) => `tuple for ${name} must only contain str, not ${t}`)));
    return one(text(x, (t) => `${name} first arg must be str or a tuple of str, not ${t}`));
  };

const pad =
  (name: string, where: 'left' | 'right' | 'both') =>
  (self: Value, [width, fillIn]: readonly (Value | undefined)[]): Value => {
    const n = int(width, 0);
    let fill = ' ';
    if (fillIn !== undefined) {
      const f = asText(fillIn);
      if (f === undefined)
        throw typeError(`The fill character must be a unicode character, not ${typeName(fillIn)}`);
      fill = self instanceof Markup && !(fillIn instanceof Markup) ? escapeHtml(f) : f;
      if (textLength(fill) !== 1) throw typeError('The fill character must be exactly one character long');
    }
    void name;
    return like(self, justify(T(self), n, fill, where));
  };

/** Python's center, ljust, rjust. */
export function justify(s: string, width: number, fill: string, where: 'left' | 'right' | 'both'): string {
  const missing = width - textLength(s);
  if (missing <= 0) return s;
  if (width > 2 ** 63) throw new PyError('OverflowError', 'Python int too large to convert to C ssize_t');
  checkMade(s.length + missing);
  if (where === 'right') return s + fill.repeat(missing);
  if (where === 'left') return fill.repeat(missing) + s;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + s + fill.repeat(missing - left);
}

let classes: Readonly<Record<string, RegExp>> | undefined;
/** Regexes of the is...() methods; built when first asked for. */
const charClass = (name: string): RegExp => {
  classes ??= {
    alpha: /^\p{L}+$/u,
    alnum: /^[\p{L}\p{N}\u3007]+$/u,
    decimal: /^\p{Nd}+$/u,
    digit:
      /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792]+$/u,
    numeric:
      /^[\p{N}\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u842c]+$/u,
    space: new RegExp(`^[${wsClass}]+$`),
    identifier: /^[\p{XIDS}_]\p{XIDC}*$/u,
    unprintable: /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u,
    upper: /[\p{Lu}\p{Lt}]/u,
    uppercase: /\p{Uppercase}/u,
    lowercase: /\p{Lowercase}/u,
    title: /\p{Lt}/u,
    cased: /[\p{Lu}\p{Ll}\p{Lt}\p{Uppercase}\p{Lowercase}]/u,
  };
  return classes[name]!;
};
const isClass =
  (name: string) =>
  (self: Value): Value =>
    charClass(name).test(T(self));

const upperFirst = (c: string): string => {
  // The digraphs (DŽ, LJ, NJ, DZ) have letters of their own for it.
  const digraph = /^[\u01c4-\u01cc\u01f1-\u01f3]$/.test(c) ? c.charCodeAt(0) : 0;
  if (digraph >= 0x1f1) return '\u01f2';
  if (digraph > 0) return String.fromCharCode(0x1c5 + 3 * Math.floor((digraph - 0x1c4) / 3));
  const u = c.toUpperCase();
  // Title case differs from upper case for letters such as ß (Ss).
  return u.length > c.length ? u[0] + u.slice(1).toLowerCase() : u;
};

/** Python's str.capitalize(). */
export function capitalize(s: string): string {
  const list = chars(s);
  return list.length === 0 ? '' : upperFirst(list[0]!) + list.slice(1).join('').toLowerCase();
}

/** Python's str.title(). */
export function title(s: string): string {
  let out = '';
  let inWord = false;
  for (const c of s) {
    const isCased = charClass('cased').test(c);
    out += isCased ? (inWord ? c.toLowerCase() : upperFirst(c)) : c;
    inWord = isCased;
  }
  return out;
}

function isTitle(s: string): boolean {
  let any = false;
  let before = false;
  for (const c of s) {
    const up = charClass('uppercase').test(c) || charClass('title').test(c);
    const low = charClass('lowercase').test(c);
    if (up ? before : low ? !before : false) return false;
    before = up || low;
    any ||= before;
  }
  return any;
}

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

function translate(self: Value, table: Value): Value {
  let out = '';
  for (const c of T(self)) {
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

function makeTrans(_self: Value, [x, y, z]: readonly (Value | undefined)[]): Value {
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

function partition(self: Value, [sepIn]: readonly (Value | undefined)[], last: boolean): Value {
  const s = T(self);
  const sep = text(sepIn, (t) => `must be str, not ${t}`);
  if (sep === '') throw valueError('empty separator');
  const i = last ? s.lastIndexOf(sep) : s.indexOf(sep);
  const parts = i < 0 ? (last ? ['', '', s] : [s, '', '']) : [s.slice(0, i), sep, s.slice(i + sep.length)];
  return Tuple.from(parts, (p) => like(self, p)) as Tuple;
}

function zfill(self: Value, [w]: readonly (Value | undefined)[]): Value {
  const s = T(self);
  const missing = int(w, 0) - textLength(s);
  if (missing <= 0) return self;
  return like(self, /^[+-]/.test(s) ? s[0] + '0'.repeat(missing) + s.slice(1) : '0'.repeat(missing) + s);
}

function expandTabs(self: Value, [size]: readonly (Value | undefined)[]): Value {
  const n = int(size, 8);
  let col = 0;
  let out = '';
  for (const c of T(self)) {
    if (c === '\t') {
      const k = n > 0 ? n - (col % n) : 0;
      checkText(out.length + k);
      out += ' '.repeat(k);
      col += k;
    } else {
      out += c;
      col = c === '\n' || c === '\r' ? 0 : col + 1;
    }
  }
  return like(self, out);
}

function count(self: Value, args: readonly (Value | undefined)[]): Value {
  const { list, from, to, n } = range(T(self), args[1], args[2]);
  const needle = text(args[0], (t) => `must be str, not ${t}`);
  if (from > n || from > to) return 0;
  if (needle === '') return to - from + 1;
  const hay = list === null ? T(self).slice(from, to) : list.slice(from, to).join('');
  return hay.split(needle).length - 1;
}

const argument =
  (name: string, n: number | string) =>
  (t: string): string =>
    `${name}() argument ${typeof n === 'number' ? n : `'${n}'`} must be str, not ${argumentType(t)}`;

/** The methods of str. */
export const strMethods: MethodTable = {
  capitalize: ['N', (self) => like(self, capitalize(T(self)))],
  casefold: [
    'N',
    (self) =>
      likeText(
        self instanceof Markup ? '' : (self as Text),
        T(self).toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ'),
      ),
  ],
  center: ['P1-2', pad('center', 'both')],
  count: ['T1-3', count],
  encode: [
    'Kencoding,errors',
    (self, [enc, errors]) => {
      const encoding = enc === undefined ? 'utf-8' : text(enc, argument('encode', 'encoding'));
      const onError = errors === undefined ? 'strict' : text(errors, argument('encode', 'errors'));
      return new PyBytes(
        encodeText(T(self), encoding.replace(/^$/, 'utf-8'), onError),
        self instanceof UnsafeText,
      );
    },
  ],
  endswith: ['T1-3', affix('endswith', (s, x) => s.endsWith(x))],
  expandtabs: ['Ktabsize', expandTabs],
  find: ['T1-3', (self, a) => search(self, a, false)],
  format: ['V', (self, a, kw) => strFormat(self as Text, a as Value[], kw)],
  format_map: [
    'O',
    (self, [m]) =>
      strFormat(self as Text, [], (name) => (isDict(m!) ? dictGet(toDict(m), name) : subscript(m!, name))),
  ],
  index: ['T1-3', index(false)],
  isalnum: ['N', isClass('alnum')],
  isalpha: ['N', isClass('alpha')],
  isascii: ['N', (self) => /^[\x00-\x7f]*$/.test(T(self))],
  isdecimal: ['N', isClass('decimal')],
  isdigit: ['N', isClass('digit')],
  isidentifier: ['N', isClass('identifier')],
  islower: [
    'N',
    (self) =>
      charClass('lowercase').test(T(self)) &&
      !charClass('uppercase').test(T(self)) &&
      !charClass('title').test(T(self)),
  ],
  isnumeric: ['N', isClass('numeric')],
  isprintable: ['N', (self) => !charClass('unprintable').test(T(self))],
  isspace: ['N', isClass('space')],
  istitle: ['N', (self) => isTitle(T(self))],
  isupper: [
    'N',
    (self) =>
      charClass('uppercase').test(T(self)) &&
      !charClass('lowercase').test(T(self)) &&
      !charClass('title').test(T(self)),
  ],
  join: ['O', (self, [v]) => join(self as Text, v!)],
  ljust: ['P1-2', pad('ljust', 'right')],
  lower: ['N', (self) => like(self, T(self).toLowerCase())],
  lstrip: ['P0-1', stripMethod('lstrip', 'left')],
  maketrans: ['P1-3', makeTrans],
  partition: ['O', (self, a) => partition(self, a, false)],
  removeprefix: [
    'O',
    (self, [p]) => {
      const x = text(p, (t) => `removeprefix() argument must be str, not ${argumentType(t)}`);
      return T(self).startsWith(x) ? like(self, T(self).slice(x.length)) : self;
    },
  ],
  removesuffix: [
    'O',
    (self, [p]) => {
      const x = text(p, (t) => `removesuffix() argument must be str, not ${argumentType(t)}`);
      return x !== '' && T(self).endsWith(x) ? like(self, T(self).slice(0, -x.length)) : self;
    },
  ],
  replace: [
    'P2-3',
    (self, [a, b, n]) =>
      like(
        self,
        replace(T(self), text(a, argument('replace', 1)), arg(self, b, argument('replace', 2)), int(n, -1)),
      ),
  ],
  rfind: ['T1-3', (self, a) => search(self, a, true)],
  rindex: ['T1-3', index(true)],
  rjust: ['P1-2', pad('rjust', 'left')],
  rpartition: ['O', (self, a) => partition(self, a, true)],
  rsplit: ['Ksep,maxsplit', splitMethod(rsplit)],
  rstrip: ['P0-1', stripMethod('rstrip', 'right')],
  split: ['Ksep,maxsplit', splitMethod(split)],
  splitlines: [
    'Kkeepends',
    (self, [keep]) => splitLines(T(self), int(keep, 0) !== 0).map((x) => like(self, x)),
  ],
  startswith: ['T1-3', affix('startswith', (s, x) => s.startsWith(x))],
  strip: ['P0-1', stripMethod('strip', 'both')],
  swapcase: [
    'N',
    (self) =>
      like(
        self,
        chars(T(self))
          .map((c) => (charClass('uppercase').test(c) ? c.toLowerCase() : c.toUpperCase()))
          .join(''),
      ),
  ],
  title: ['N', (self) => like(self, title(T(self)))],
  translate: ['O', (self, [t]) => translate(self, t!)],
  upper: ['N', (self) => like(self, T(self).toUpperCase())],
  zfill: ['O', zfill],
  __len__: ['N', (self) => length(self)],
  __add__: ['O', (self, [x]) => add(self, x!)],
  __contains__: ['O', (self, [x]) => contains(self, x!)],
  __str__: ['N', (self) => str(self)],
};

/** What Markup has beside the methods of str. */
export const markupMethods: MethodTable = {
  striptags: ['N', (self) => stripTags(T(self))],
  unescape: ['N', (self) => unescapeHtml(T(self))],
  __html__: ['N', (self) => self],
};

/** A text without what stands from each `begin` to the next `end`; one that is not ended stays. */
function without(s: string, begin: string, end: string): string {
  let out = '';
  let from = 0;
  for (let i = s.indexOf(begin); i >= 0; i = s.indexOf(begin, from)) {
    const j = s.indexOf(end, i + begin.length);
    if (j < 0) break;
    out += s.slice(from, i);
    from = j + end.length;
  }
  return from === 0 ? s : out + s.slice(from);
}

/** markupsafe's striptags(): comments and tags out, whitespace runs to one space, entities read. */
export function stripTags(s: string): string {
  const noTags = without(without(s, '<!--', '-->'), '<', '>');
  return unescapeHtml(split(noTags, null, -1).join(' '));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  euro: '€',
  laquo: '«',
  raquo: '»',
  deg: '°',
  middot: '·',
  times: '×',
  eacute: 'é',
};
export const unescapeHtml = (s: string): string =>
  s.replace(
    /&(?:#(\d+);?|#[xX]([0-9a-fA-F]+);?|(\w+);)/g,
    (whole, dec: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name !== undefined) return entities[name] ?? whole;
      const n = Number.parseInt(dec ?? hex!, dec === undefined ? 16 : 10);
      return n > 0x10ffff || n === 0 ? '\ufffd' : String.fromCodePoint(n);
    },
  );
