// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import type { Kwargs } from './callable.ts';
import { PyError, valueError } from './errors.ts';
import { formatNumber, formatValue, shownCode } from './format-spec.ts';
import { getAttribute, subscript } from './protocol.ts';
import { asciiRepr, repr, reprText, str } from './repr.ts';
import { escapeHtml, likeText, type Text } from './text.ts';
import { Markup, UnsafeText, type Value } from './types.ts';

/** Python's `text.format(*args, **kwargs)`. */
export function strFormat(
  format: Text,
  args: readonly Value[],
  kwargs: Kwargs | ((name: string) => Value | undefined),
): Value {
  const state = { auto: 0, manual: false, unsafe: false };
  const named = typeof kwargs === 'function' ? kwargs : (name: string) => kwargs.get(name);
  const text = typeof format === 'string' ? format : format.text;
  const out = expand(text, args, named, state, 2, format instanceof Markup);
  return state.unsafe ? new UnsafeText(out) : likeText(format, out);
}

interface State {
  auto: number;
  manual: boolean;
  unsafe: boolean;
}

function expand(
  text: string,
  args: readonly Value[],
  named: (n: string) => Value | undefined,
  state: State,
  depth: number,
  escape: boolean,
): string {
  if (depth <= 0) throw valueError('Max string recursion exceeded');
  let out = '';
  let i = 0;
  while (i < text.length) {
    const c = text[i]!;
    if (c === '}') {
      if (text[i + 1] !== '}') throw valueError("Single '}' encountered in format string");
      out += '}';
      i += 2;
    } else if (c !== '{') {
      out += c;
      i++;
    } else if (text[i + 1] === '{') {
      out += '{';
      i += 2;
    } else {
      const f = readField(text, i + 1);
      out += field(f, args, named, state, depth, escape);
      i = f.end;
    }
  }
  return out;
}

interface Field {
  readonly name: string;
  readonly conversion: string | undefined;
  readonly spec: string;
  /** Where the text goes on. */
  readonly end: number;
}

/** Reads one replacement field; `from` is behind its brace. */
function readField(text: string, from: number): Field {
  if (from >= text.length) throw valueError("Single '{' encountered in format string");
  let i = from;
  for (let bracket = false; i < text.length; i++) {
    const c = text[i]!;
    if (c === '{' && !bracket) throw valueError("unexpected '{' in field name");
    if (c === '[') bracket = true;
    else if (c === ']') bracket = false;
    else if (!bracket && (c === '}' || c === ':' || c === '!')) break;
  }
  if (i >= text.length) throw valueError("expected '}' before end of string");
  const name = text.slice(from, i);
  let conversion: string | undefined;
  if (text[i] === '}') return { name, conversion, spec: '', end: i + 1 };
  if (text[i++] === '!') {
    if (i >= text.length) throw valueError('end of string while looking for conversion specifier');
    conversion = String.fromCodePoint(text.codePointAt(i)!);
    i += conversion.length;
    if (i < text.length) {
      const c = text[i++];
      if (c === '}') return { name, conversion, spec: '', end: i };
      if (c !== ':') throw valueError("expected ':' after conversion specifier");
    }
  }
  const start = i;
  for (let nest = 1; i < text.length; i++) {
    if (text[i] === '{') nest++;
    else if (text[i] === '}' && --nest === 0)
      return { name, conversion, spec: text.slice(start, i), end: i + 1 };
  }
  throw valueError("unmatched '{' in format spec");
}

function field(
  f: Field,
  args: readonly Value[],
  named: (n: string) => Value | undefined,
  state: State,
  depth: number,
  escape: boolean,
): string {
  let v = lookup(f.name, args, named, state);
  if (f.conversion === 's') v = str(v);
  else if (f.conversion === 'r') v = repr(v);
  else if (f.conversion === 'a') v = asciiRepr(v);
  else if (f.conversion !== undefined)
    throw valueError(`Unknown conversion specifier ${shownCode(f.conversion)}`);
  if (v instanceof UnsafeText) state.unsafe = true;
  const spec = f.spec.includes('{') ? expand(f.spec, args, named, state, depth - 1, false) : f.spec;
  const s = formatValue(v, spec);
  return escape && !(v instanceof Markup) ? escapeHtml(s) : s;
}

function lookup(
  path: string,
  args: readonly Value[],
  named: (n: string) => Value | undefined,
  state: State,
): Value {
  const m = /^[^.[]*/.exec(path)!;
  const first = m[0];
  let v: Value | undefined;
  if (first === '') {
    if (state.manual)
      throw valueError('cannot switch from manual field specification to automatic field numbering');
    state.auto++;
    v = at(args, state.auto - 1);
  } else if (/^\d+$/.test(first)) {
    if (state.auto > 0)
      throw valueError('cannot switch from automatic field numbering to manual field specification');
    state.manual = true;
    v = at(args, formatNumber(first));
  } else {
    v = named(first);
    if (v === undefined) throw new PyError('KeyError', reprText(first));
  }
  const rest = path.slice(first.length);
  const re = /\.([^.[]*)|\[([^\]]*)\]/gy;
  let end = 0;
  for (let p = re.exec(rest); p !== null; p = re.exec(rest)) {
    end = re.lastIndex;
    if (p[1] !== undefined) {
      if (p[1] === '') throw valueError('Empty attribute in format string');
      v = getAttribute(v, p[1]);
    } else {
      if (p[2] === '') throw valueError('Empty attribute in format string');
      v = subscript(v, /^\d+$/.test(p[2]!) ? formatNumber(p[2]!) : p[2]!);
    }
  }
  if (end < rest.length)
    throw valueError(
      rest[end] === '['
        ? "Missing ']' in format string"
        : "Only '.' or '[' may follow ']' in format field specifier",
    );
  return v;
}

function at(args: readonly Value[], i: number): Value {
  const v = args[i];
  if (v === undefined)
    throw new PyError('IndexError', `Replacement index ${i} out of range for positional args tuple`);
  return v;
}
