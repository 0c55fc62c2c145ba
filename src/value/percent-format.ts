// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { dictGet, isDict } from './dict.ts';
import { overflowError, PyError, typeError, valueError } from './errors.ts';
import { formatFloat } from './format-number.ts';
import { asFloat, asInt, floatToInt } from './number.ts';
import { repr, reprText, str } from './repr.ts';
import { asText, chars, escapeHtml, likeText, type Text, textLength } from './text.ts';
import { typeName } from './type-name.ts';
import { LazyMapping, Markup, PyFloat, Tuple, UnsafeText, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

const spec =
  /%(?:\((?<key>(?:[^()]|\([^()]*\))*)\))?(?<flags>[-+ #0]*)(?<width>\*|\d+)?(?:\.(?<prec>\*|\d*))?[hlL]?(?<type>[\s\S])?/g;

/** Python's `text % values`. */
export function percentFormat(format: Text, values: Value): Value {
  const text = typeof format === 'string' ? format : format.text;
  const tuple = values instanceof Tuple ? values : undefined;
  let used = 0;
  let usedMapping = false;
  let unsafe = false;
  const escape = format instanceof Markup;
  const next = (): Value => {
    if (tuple === undefined) {
      if (used++ > 0) throw typeError('not enough arguments for format string');
      return values;
    }
    if (used >= tuple.length) throw typeError('not enough arguments for format string');
    return tuple[used++]!;
  };
  const out = text.replace(spec, (whole, ...rest) => {
    const g = rest.at(-1) as Record<string, string | undefined>;
    const at = rest.at(-3) as number;
    const type = g['type'];
    if (type === undefined)
      throw valueError(
        g['key'] === undefined && whole.startsWith('%(') ? 'incomplete format key' : 'incomplete format',
      );
    if (type === '(' && whole === '%(') throw valueError('incomplete format key');
    let source: Value | undefined;
    if (g['key'] !== undefined) {
      if (!isDict(values)) throw typeError('format requires a mapping');
      usedMapping = true;
      source = values instanceof LazyMapping ? values.get(g['key']) : dictGet(values, g['key']);
      if (source === undefined) throw new PyError('KeyError', reprText(g['key']));
    }
    let flags = g['flags']!;
    let width = 0;
    if (g['width'] === '*') {
      const w = asInt(next());
      if (w === undefined) throw typeError('* wants int');
      width = Number(w);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
    } else if (g['width'] !== undefined) width = Number(g['width']);
    let precision: number | undefined;
    if (g['prec'] === '*') {
      const p = asInt(next());
      if (p === undefined) throw typeError('* wants int');
      precision = Math.max(0, Number(p));
    } else if (g['prec'] !== undefined) precision = Number(g['prec'] || 0);
    if (type === '%') return '%';
    if (!/[diouxXeEfFgGcrsa]/.test(type)) {
      const index = textLength(text.slice(0, at + whole.length - type.length));
      const code = type.codePointAt(0)!;
      throw valueError(
        `unsupported format character '${code > 31 && code < 127 ? type : '?'}' (0x${code.toString(16)}) at index ${index}`,
      );
    }
    const v = source ?? (g['key'] === undefined ? next() : null);
    if (v instanceof UnsafeText) unsafe = true;
    let body = conversion(type, v, flags, precision, width);
    if (escape && 'sra'.includes(type)) body = v instanceof Markup && type === 's' ? body : escapeHtml(body);
    const n = textLength(body);
    if (n >= width) return body;
    return flags.includes('-') ? body + ' '.repeat(width - n) : ' '.repeat(width - n) + body;
  });
  if (!usedMapping || tuple !== undefined) {
    const all =
      tuple === undefined
        ? isDict(values) || (Array.isArray(values) && used === 0)
          ? used
          : 1
        : tuple.length;
    const noNeed =
      tuple === undefined &&
      used === 0 &&
      (isDict(values) || Array.isArray(values) || values instanceof Undefined);
    if (used < all && !noNeed) throw typeError('not all arguments converted during string formatting');
  }
  return unsafe ? new UnsafeText(out) : likeText(format, out);
}

function conversion(
  type: string,
  v: Value,
  flags: string,
  precision: number | undefined,
  width: number,
): string {
  switch (type) {
    case 's':
    case 'r':
    case 'a': {
      let s = type === 's' ? str(v) : repr(v);
      if (type === 'a') s = s.replace(/[^\x00-\x7f]/gu, (c) => escapeAscii(c));
      return precision === undefined ? s : chars(s).slice(0, precision).join('');
    }
    case 'c': {
      const n = asInt(v);
      if (n !== undefined) {
        if (n < 0 || n > 0x10ffff) throw overflowError('%c arg not in range(0x110000)');
        return String.fromCodePoint(Number(n));
      }
      const s = asText(v);
      if (s === undefined || textLength(s) !== 1) throw typeError('%c requires int or char');
      return s;
    }
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return integer(type, v, flags, precision, width);
    default:
      return float(type, v, flags, precision, width);
  }
}

function escapeAscii(c: string): string {
  const n = c.codePointAt(0)!;
  const h = n.toString(16);
  return n < 256
    ? `\\x${h.padStart(2, '0')}`
    : n < 65536
      ? `\\u${h.padStart(4, '0')}`
      : `\\U${h.padStart(8, '0')}`;
}

const sign = (negative: boolean, flags: string): string =>
  negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';

function pad(prefix: string, digits: string, flags: string, width: number): string {
  const n = prefix.length + digits.length;
  return flags.includes('0') && !flags.includes('-') && n < width
    ? prefix + '0'.repeat(width - n) + digits
    : prefix + digits;
}

function integer(
  type: string,
  v: Value,
  flags: string,
  precision: number | undefined,
  width: number,
): string {
  let n = asInt(v);
  if (n === undefined) {
    if (v instanceof Undefined) v.fail();
    const hex = type === 'x' || type === 'X' || type === 'o';
    if (!(v instanceof PyFloat) || hex)
      throw typeError(
        hex
          ? `%${type} format: an integer is required, not ${typeName(v)}`
          : `%${type} format: a real number is required, not ${typeName(v)}`,
      );
    n = floatToInt(v.value);
  }
  const big = BigInt(n);
  const negative = big < 0n;
  const radix = type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10;
  let digits = (negative ? -big : big).toString(radix);
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  let prefix = sign(negative, flags);
  if (flags.includes('#')) prefix += type === 'o' ? '0o' : type === 'x' ? '0x' : type === 'X' ? '0X' : '';
  if (type === 'X') digits = digits.toUpperCase();
  return pad(prefix, digits, flags, width);
}

function float(type: string, v: Value, flags: string, precision: number | undefined, width: number): string {
  const x = asFloat(v);
  if (x === undefined) {
    if (v instanceof Undefined) v.fail();
    throw typeError(`must be real number, not ${typeName(v)}`);
  }
  const negative = x < 0 || Object.is(x, -0);
  const digits = formatFloat(Math.abs(x), type, precision ?? 6, flags.includes('#'));
  return pad(sign(negative, flags), digits, Number.isFinite(x) ? flags : flags.replaceAll('0', ''), width);
}
