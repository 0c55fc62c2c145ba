// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { overflowError, typeError, valueError } from './errors.ts';
import { formatFloat } from './format-number.ts';
import { checkMade } from './limits.ts';
import { asFloat, asInt, floatRepr } from './number.ts';
import { str } from './repr.ts';
import { asText, chars, textLength } from './text.ts';
import { typeName } from './type-name.ts';
import { PyFloat, PyObject, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

/** A class with its own `__format__` (dates). */
export interface Formattable {
  pyFormat(spec: string): string;
}

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string | undefined;
  readonly negativeZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly group: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

const head = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d*)(,?)(_?)(,?)(?:\.(\d*))?/u;

/** A character inside a message: what is not printable ASCII by its number. */
export function shownCode(c: string): string {
  const n = c.codePointAt(0)!;
  return n > 32 && n < 128 ? c : `\\x${n.toString(16)}`;
}

/** A number written in a format string. */
export function formatNumber(digits: string): number {
  const n = Number(digits);
  if (n > 2 ** 63 - 1) throw valueError('Too many decimal digits in format string');
  return n;
}

function readSpec(text: string, isText: boolean, typeOf: string): Spec {
  const m = head.exec(text)!;
  const [whole, fillIn, alignIn, sign, z, alt, zero, widthIn, comma, underscore, comma2, precIn] = m;
  const width = formatNumber(widthIn!);
  if (underscore && (comma || comma2)) throw valueError("Cannot specify both ',' and '_'.");
  if (precIn === '') throw valueError('Format specifier missing precision');
  const precision = precIn === undefined ? undefined : formatNumber(precIn);
  // A second comma stands where the type should.
  const left = chars(text.slice(whole.length - comma2!.length));
  if (left.length > 1) throw valueError(`Invalid format specifier '${text}' for object of type '${typeOf}'`);
  const type = left[0];
  const group = comma || underscore || undefined;
  const groups =
    type === undefined ? !isText : 'deEfFgG%'.includes(type) || (group === '_' && 'boxX'.includes(type));
  if (group !== undefined && !groups)
    throw valueError(`Cannot specify '${group}' with '${type === undefined ? 's' : shownCode(type)}'.`);
  return {
    fill: fillIn ?? (zero === undefined ? ' ' : '0'),
    align: alignIn ?? (zero !== undefined && !isText ? '=' : undefined),
    sign,
    negativeZero: z !== undefined,
    alternate: alt !== undefined,
    width,
    group,
    precision,
    type,
  };
}

/** Python's `format(v, spec)`. */
export function formatValue(v: Value, text: string): string {
  if (v instanceof PyObject && 'pyFormat' in v) return (v as unknown as Formattable).pyFormat(text);
  if (text === '') return str(v);
  const string = asText(v);
  const int = asInt(v);
  const typeOf = typeName(v);
  if (string === undefined && int === undefined && !(v instanceof PyFloat)) {
    if (v instanceof Undefined && v.isStrict) v.fail();
    throw typeError(`unsupported format string passed to ${typeOf}.__format__`);
  }
  const spec = readSpec(text, string !== undefined, typeOf);
  const { fill, align, width, group, type } = spec;
  if (string !== undefined) return formatText(string, spec, typeOf);
  const { negative, prefix, digits } =
    int !== undefined && (type === undefined || 'bcdoxXn'.includes(type))
      ? intDigits(int, spec)
      : floatDigits(asFloat(v)!, spec, typeOf);
  checkMade(width);
  let body = digits;
  const lead = (negative ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : '') + prefix;
  if (group !== undefined) {
    const per = group === '_' && type !== undefined && 'boxX'.includes(type) ? 4 : 3;
    body = groupDigits(body, group, per, fill === '0' && align === '=' ? width - lead.length : 0);
  }
  return justify(body, lead, fill, align ?? '>', width);
}

function formatText(s: string, spec: Spec, typeOf: string): string {
  const { type, sign, align, precision } = spec;
  const refused = (what: string) => valueError(`${what} not allowed in string format specifier`);
  if (type !== undefined && type !== 's')
    throw valueError(`Unknown format code '${shownCode(type)}' for object of type '${typeOf}'`);
  if (sign !== undefined) throw refused(sign === ' ' ? 'Space' : 'Sign');
  if (spec.negativeZero) throw refused('Negative zero coercion (z)');
  if (spec.alternate) throw refused('Alternate form (#)');
  if (align === '=') throw refused("'=' alignment");
  checkMade(spec.width);
  const cut = precision === undefined ? s : chars(s).slice(0, precision).join('');
  return justify(cut, '', spec.fill, align ?? '<', spec.width);
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

function intDigits(n: number | bigint, { type, precision, sign, alternate, negativeZero }: Spec): Digits {
  if (precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (negativeZero) throw valueError('Negative zero coercion (z) not allowed in integer format specifier');
  if (type === 'c') {
    if (sign !== undefined) throw valueError("Sign not allowed with integer format specifier 'c'");
    if (alternate) throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
    if (n < 0 || n > 0x10ffff) throw overflowError('%c arg not in range(0x110000)');
    return { negative: false, prefix: '', digits: String.fromCodePoint(Number(n)) };
  }
  const big = BigInt(n);
  const radix = type === 'b' ? 2 : type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10;
  let digits = (big < 0n ? -big : big).toString(radix);
  if (type === 'X') digits = digits.toUpperCase();
  const prefix = alternate && radix !== 10 ? `0${type}` : '';
  return { negative: big < 0n, prefix, digits };
}

function floatDigits(x: number, spec: Spec, typeOf: string): Digits {
  if (spec.type !== undefined && !'eEfFgGn%'.includes(spec.type))
    throw valueError(`Unknown format code '${shownCode(spec.type)}' for object of type '${typeOf}'`);
  if (spec.precision !== undefined && spec.precision > 2 ** 31 - 1) throw valueError('precision too big');
  checkMade(spec.precision ?? 0);
  const out = floatText(x, spec);
  // `z`: what is only zeros has no sign.
  return spec.negativeZero && !/[1-9in]/i.test(out.digits.replace(/e.*/i, ''))
    ? { ...out, negative: false }
    : out;
}

function floatText(x: number, { type, precision, alternate: alt }: Spec): Digits {
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
  return { negative, prefix: '', digits: formatFloat(abs, type === 'n' ? 'g' : type, precision ?? 6, alt) };
}
