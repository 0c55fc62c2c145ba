// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import type { Kwargs } from './callable.ts';
import { overflowError, PyError, typeError, valueError } from './errors.ts';
import { formatFloat } from './format-number.ts';
import { checkMade } from './limits.ts';
import { asFloat, asInt, floatRepr } from './number.ts';
import { getAttribute, subscript } from './protocol.ts';
import { repr, reprText, str } from './repr.ts';
import { asText, chars, escapeHtml, likeText, type Text, textLength } from './text.ts';
import { typeName } from './type-name.ts';
import { Markup, PyFloat, PyObject, UnsafeText, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

/** A class with its own `__format__` (dates). */
export interface Formattable {
  pyFormat(spec: string): string;
}

const specRe = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** Python's `format(v, spec)`. */
export function formatValue(v: Value, spec: string): string {
  if (v instanceof PyObject && 'pyFormat' in v) return (v as unknown as Formattable).pyFormat(spec);
  const isText = asText(v) !== undefined;
  const isInt = asInt(v) !== undefined;
  if (spec === '') return str(v);
  if (!isText && !isInt && !(v instanceof PyFloat)) {
    if (v instanceof Undefined && !v.isStrict) {
      throw typeError(`unsupported format string passed to ${typeName(v)}.__format__`);
    }
    if (v instanceof Undefined) v.fail();
    throw typeError(`unsupported format string passed to ${typeName(v)}.__format__`);
  }
  const m = specRe.exec(spec);
  if (m === null) {
    if (/\.(?!\d)/.test(spec)) throw valueError('Format specifier missing precision');
    throw valueError(
      isText || isInt || v instanceof PyFloat ? `Invalid format specifier${''}` : 'Invalid format specifier',
    );
  }
  const [, fillIn, alignIn, sign, , alt, zero, widthIn, group, precIn, type] = m;
  let fill = fillIn ?? ' ';
  let align = alignIn;
  if (zero !== undefined) {
    if (fillIn === undefined) fill = '0';
    if (align === undefined && !isText) align = '=';
  }
  const width = widthIn === undefined ? 0 : Number(widthIn);
  checkMade(width);
  const precision = precIn === undefined ? undefined : Number(precIn);
  if (isText) {
    if (type !== undefined && type !== 's')
      throw valueError(`Unknown format code '${type}' for object of type 'str'`);
    if (sign !== undefined)
      throw valueError(
        sign === ' '
          ? 'Space not allowed in string format specifier'
          : 'Sign not allowed in string format specifier',
      );
    if (alt !== undefined) throw valueError('Alternate form (#) not allowed in string format specifier');
    if (align === '=') throw valueError("'=' alignment not allowed in string format specifier");
    if (group !== undefined) throw valueError(`Cannot specify '${group}' with 's'.`);
    const s = asText(v)!;
    return justify(
      precision === undefined ? s : chars(s).slice(0, precision).join(''),
      '',
      fill,
      align ?? '<',
      width,
    );
  }
  const intTypes = 'bcdoxXn';
  if (typeof v === 'boolean' && type === undefined && width === 0 && spec === '') return str(v);
  const { negative, prefix, digits } =
    isInt && (type === undefined || intTypes.includes(type))
      ? intDigits(asInt(v)!, type, alt !== undefined, precision, group, sign)
      : floatDigits(asFloat(v)!, type, precision, alt !== undefined, typeName(v));
  let body = digits;
  const lead = (negative ? '-' : sign === '+' ? '+' : sign === ' ' ? ' ' : '') + prefix;
  if (group !== undefined) {
    const per = group === '_' && type !== undefined && 'boxX'.includes(type) ? 4 : 3;
    const min = fill === '0' && align === '=' ? width - lead.length : 0;
    body = groupDigits(body, group, per, min);
  }
  return justify(body, lead, fill, align ?? '>', width);
}

function justify(body: string, lead: string, fill: string, align: string, width: number): string {
  const missing = width - textLength(body) - lead.length;
  if (missing <= 0) return lead + body;
  if (align === '=') return lead + fill.repeat(missing) + body;
  if (align === '<') return lead + body + fill.repeat(missing);
  if (align === '^')
    return fill.repeat(Math.floor(missing / 2)) + lead + body + fill.repeat(Math.ceil(missing / 2));
  return fill.repeat(missing) + lead + body;
}

function groupDigits(s: string, sep: string, per: number, min: number): string {
  const m = /^([0-9a-fA-F]+)([\s\S]*)$/.exec(s);
  if (m === null || /^(inf|nan)/i.test(s)) return s;
  let whole = m[1]!;
  const rest = m[2]!;
  const grouped = () => whole.replace(new RegExp(`(?=(?:[0-9a-fA-F]{${per}})+$)(?!^)`, 'g'), sep);
  while (grouped().length + rest.length < min) whole = `0${whole}`;
  return grouped() + rest;
}

interface Digits {
  negative: boolean;
  prefix: string;
  digits: string;
}

function intDigits(
  n: number | bigint,
  type: string | undefined,
  alt: boolean,
  precision: number | undefined,
  group: string | undefined,
  sign: string | undefined,
): Digits {
  if (precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (type === 'c') {
    if (sign !== undefined) throw valueError("Sign not allowed with integer format specifier 'c'");
    if (n < 0 || n > 0x10ffff) throw overflowError('%c arg not in range(0x110000)');
    return { negative: false, prefix: '', digits: String.fromCodePoint(Number(n)) };
  }
  if (group === ',' && type !== undefined && 'boxX'.includes(type))
    throw valueError(`Cannot specify ',' with '${type}'.`);
  const big = BigInt(n);
  const radix = type === 'b' ? 2 : type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10;
  let digits = (big < 0n ? -big : big).toString(radix);
  if (type === 'X') digits = digits.toUpperCase();
  const prefix = alt && radix !== 10 ? `0${type}` : '';
  return { negative: big < 0n, prefix, digits };
}

function floatDigits(
  x: number,
  type: string | undefined,
  precision: number | undefined,
  alt: boolean,
  typeOf: string,
): Digits {
  const negative = x < 0 || Object.is(x, -0);
  const abs = Math.abs(x);
  if (type === '%')
    return { negative, prefix: '', digits: `${formatFloat(abs * 100, 'f', precision ?? 6, alt)}%` };
  if (type === undefined) {
    let digits = precision === undefined ? floatRepr(abs) : formatFloat(abs, 'g', precision, alt);
    if (precision !== undefined && Number.isFinite(abs)) {
      // Like g, but with at least one digit after the point, and one digit less before the exponent is taken.
      const e = abs === 0 ? 0 : Math.floor(Math.log10(abs));
      if (e >= precision - 1 && !digits.includes('e') && e >= precision)
        digits = formatFloat(abs, 'e', Math.max(0, precision - 1));
      else if (!/[.e]/.test(digits))
        digits =
          precision <= e + 1
            ? formatFloat(abs, 'e', Math.max(0, precision - 1)).replace(/\.?0+e/, 'e')
            : `${digits}.0`;
    }
    return { negative, prefix: '', digits };
  }
  if (!'eEfFgGn'.includes(type))
    throw valueError(
      `Unknown format code '${type}' for object of type '${typeOf === 'bool' ? 'int' : typeOf}'`,
    );
  return { negative, prefix: '', digits: formatFloat(abs, type === 'n' ? 'g' : type, precision ?? 6, alt) };
}

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
  if (depth < 0) throw valueError('Max string recursion exceeded');
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
      if (i + 1 >= text.length) throw valueError("Single '{' encountered in format string");
      let nest = 1;
      let j = i + 1;
      let bracket = false;
      for (; j < text.length; j++) {
        if (text[j] === '[') bracket = true;
        else if (text[j] === ']') bracket = false;
        else if (!bracket && text[j] === '{') nest++;
        else if (!bracket && text[j] === '}' && --nest === 0) break;
      }
      if (j >= text.length) throw valueError("expected '}' before end of string");
      out += field(text.slice(i + 1, j), args, named, state, depth, escape);
      i = j + 1;
    }
  }
  return out;
}

function field(
  f: string,
  args: readonly Value[],
  named: (n: string) => Value | undefined,
  state: State,
  depth: number,
  escape: boolean,
): string {
  const m = /^((?:\[[^\]]*\]|[^!:[])*)(?:!([^:]?)([^:]*))?(?::([\s\S]*))?$/.exec(f);
  if (m === null) throw valueError("expected ':' after conversion specifier");
  const [, nameIn, conv, junk, specIn] = m as unknown as [
    string,
    string,
    string | undefined,
    string | undefined,
    string | undefined,
  ];
  let v = lookup(nameIn, args, named, state);
  if (conv !== undefined) {
    if (conv === '') throw valueError('end of string while looking for conversion specifier');
    if (junk) throw valueError("expected ':' after conversion specifier");
    if (conv === 's') v = str(v);
    else if (conv === 'r' || conv === 'a') v = repr(v);
    else throw valueError(`Unknown conversion specifier '${conv}'`);
  }
  if (v instanceof UnsafeText) state.unsafe = true;
  const spec = specIn === undefined ? '' : expand(specIn, args, named, state, depth - 1, false);
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
    v = at(args, Number(first));
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
      v = subscript(v, /^\d+$/.test(p[2]!) ? Number(p[2]) : p[2]!);
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
