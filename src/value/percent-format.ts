// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { PyBytes, PyRange } from './containers.ts';
import { dictGet, isDict } from './dict.ts';
import { overflowError, PyError, typeError, valueError } from './errors.ts';
import { formatFloat } from './format-number.ts';
import { checkMade, checkText } from './limits.ts';
import { asFloat, asInt, floatToInt } from './number.ts';
import { subscript } from './protocol.ts';
import { asciiRepr, repr, reprText, str } from './repr.ts';
import { asText, chars, escapeHtml, likeText, type Text, textLength } from './text.ts';
import { typeName } from './type-name.ts';
import { LazyMapping, Markup, PyFloat, Tuple, UnsafeText, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

/** The arguments of one `%`, taken in CPython's order: a `%(key)` makes its value the only one left. */
class Arguments {
  private tuple: Tuple | undefined;
  private one: Value;
  private used = 0;
  /** Whether left-over arguments are no error: what has keys may be asked for any part of it. */
  private readonly mapping: boolean;

  constructor(private readonly values: Value) {
    this.tuple = values instanceof Tuple ? values : undefined;
    this.one = values;
    this.mapping =
      isDict(values) || Array.isArray(values)
        ? this.tuple === undefined
        : values instanceof Undefined || values instanceof PyBytes || values instanceof PyRange;
  }

  next(): Value {
    const v = this.tuple === undefined ? this.one : this.tuple[this.used];
    if (v === undefined || (this.tuple === undefined && this.used > 0))
      throw typeError('not enough arguments for format string');
    this.used++;
    return v;
  }

  requireMapping(): void {
    if (!this.mapping) throw typeError('format requires a mapping');
  }

  select(key: string): void {
    const v = this.values;
    const found = isDict(v) ? (v instanceof LazyMapping ? v.get(key) : dictGet(v, key)) : subscript(v, key);
    if (found === undefined) throw new PyError('KeyError', reprText(key));
    this.tuple = undefined;
    this.one = found;
    this.used = 0;
  }

  checkAllUsed(): void {
    const left = this.tuple === undefined ? this.used === 0 : this.used < this.tuple.length;
    if (left && !this.mapping) throw typeError('not all arguments converted during string formatting');
  }

  /** The number that a `*` stands for. */
  star(bits: 64 | 32): number {
    const n = asInt(this.next());
    if (n === undefined) throw typeError('* wants int');
    if (n > 2 ** (bits - 1) - 1 || n < -(2 ** (bits - 1)))
      throw overflowError(`Python int too large to convert to C ${bits === 64 ? 'ssize_t' : 'int'}`);
    return Number(n);
  }
}

/** Reads "(key)" at `from`; parentheses inside it come in pairs. */
function keyAt(text: string, from: number): string {
  let depth = 1;
  let i = from + 1;
  for (; i < text.length && depth > 0; i++) depth += text[i] === '(' ? 1 : text[i] === ')' ? -1 : 0;
  if (depth > 0) throw valueError('incomplete format key');
  return text.slice(from + 1, i - 1);
}

const options = /([-+ #0]*)(\*|\d*)/y;
const precisionPart = /\.(\*|\d*)/y;

/** Python's `text % values`. */
export function percentFormat(format: Text, values: Value): Value {
  const text = typeof format === 'string' ? format : format.text;
  const given = new Arguments(values);
  const escape = format instanceof Markup;
  let unsafe = false;
  let out = '';
  let i = 0;
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', i)) {
    out += text.slice(i, at);
    i = at + 1;
    if (text[i] === '%') {
      out += '%';
      i++;
      continue;
    }
    if (text[i] === '(') {
      given.requireMapping();
      const key = keyAt(text, i);
      i += key.length + 2;
      given.select(key);
    }
    options.lastIndex = i;
    const [whole, flagsIn, widthIn] = options.exec(text) as unknown as [string, string, string];
    i += whole.length;
    let flags = flagsIn;
    let width = 0;
    if (widthIn === '*') {
      width = given.star(64);
      if (width < 0) flags += '-';
      width = Math.abs(width);
    } else if (widthIn !== '') width = Number(widthIn);
    if (width > 2 ** 63 - 1) throw valueError('width too big');
    precisionPart.lastIndex = i;
    const m = precisionPart.exec(text);
    let precision: number | undefined;
    if (m !== null) {
      i += m[0].length;
      precision = m[1] === '*' ? Math.max(0, given.star(32)) : Number(m[1] || 0);
      if (precision > 2 ** 31 - 1) throw valueError('precision too big');
    }
    if (/[hlL]/.test(text[i] ?? '')) i++;
    if (i >= text.length) throw valueError('incomplete format');
    const type = String.fromCodePoint(text.codePointAt(i)!);
    const v = given.next();
    if (!/[diouxXeEfFgGcrsa]/.test(type)) {
      const code = type.codePointAt(0)!;
      throw valueError(
        `unsupported format character '${code > 31 && code < 127 ? type : '?'}' (0x${code.toString(16)}) at index ${textLength(text.slice(0, i))}`,
      );
    }
    i += type.length;
    if (v instanceof UnsafeText) unsafe = true;
    checkMade(Math.max(width, precision ?? 0));
    let body = conversion(type, v, flags, precision, width);
    if (escape && 'sra'.includes(type)) body = v instanceof Markup && type === 's' ? body : escapeHtml(body);
    checkText(out.length + body.length);
    const n = width === 0 ? 0 : textLength(body);
    const blanks = n >= width ? '' : ' '.repeat(width - n);
    out += flags.includes('-') ? body + blanks : blanks + body;
  }
  given.checkAllUsed();
  out += text.slice(i);
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
      const s = type === 's' ? str(v) : type === 'r' ? repr(v) : asciiRepr(v);
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
    const hex = type === 'x' || type === 'X' || type === 'o';
    if (v instanceof Undefined && !hex) v.fail();
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
  return pad(sign(negative, flags), digits, flags, width);
}
