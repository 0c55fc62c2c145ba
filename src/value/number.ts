import { overflowError, valueError } from './errors.ts';
import { PyFloat, type Value } from './types.ts';

/** A bigint as an int Value: a number again where it is safe. */
export const normInt = (n: bigint): number | bigint =>
  n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n;

/** A whole JavaScript number as an int Value. */
export const intOf = (n: number): number | bigint =>
  Number.isSafeInteger(n) ? (n === 0 ? 0 : n) : BigInt(n);

/** int or bool as a JavaScript number or bigint; undefined for anything else. */
export function asInt(v: Value): number | bigint | undefined {
  if (typeof v === 'number' || typeof v === 'bigint') return v;
  return typeof v === 'boolean' ? (v ? 1 : 0) : undefined;
}

/** int, bool or float as a JavaScript number (rounded where it is a bigint); undefined for anything else. */
export function asFloat(v: Value): number | undefined {
  if (typeof v === 'number') return v;
  if (v instanceof PyFloat) return v.value;
  if (typeof v === 'boolean') return v ? 1 : 0;
  return typeof v === 'bigint' ? Number(v) : undefined;
}

export const isNumber = (v: Value): v is number | bigint | boolean | PyFloat =>
  typeof v === 'number' || typeof v === 'bigint' || typeof v === 'boolean' || v instanceof PyFloat;

/** Python's `repr(float)`. */
export function floatRepr(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0';
  const abs = Math.abs(x);
  if (abs >= 1e-4 && abs < 1e16) {
    const s = String(x);
    return Number.isInteger(x) ? `${s}.0` : s;
  }
  const [m, e] = x.toExponential().split('e') as [string, string];
  const n = Number(e);
  return `${m}e${n < 0 ? '-' : '+'}${String(Math.abs(n)).padStart(2, '0')}`;
}

/** Python's `int(float)`. */
export function floatToInt(x: number): number | bigint {
  if (Number.isNaN(x)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(x)) throw overflowError('cannot convert float infinity to integer');
  return intOf(Math.trunc(x));
}

const asciiInt = /^[+-]?[0-9]+(_[0-9]+)*$/;
let decimalDigits: RegExp | undefined;

/** Digits of other scripts as ASCII ones, as int() and float() take them. */
export function asciiDigits(s: string): string {
  if (/^[\x00-\x7f]*$/.test(s)) return s;
  decimalDigits ??= /\p{Nd}/gu;
  return s.replace(decimalDigits, (c) => {
    // Digits stand in runs of ten, each aligned: count down to the run's start.
    let cp = c.codePointAt(0)!;
    let n = 0;
    const nd = /\p{Nd}/u;
    while (n < 9 && nd.test(String.fromCodePoint(cp - 1))) {
      cp--;
      n++;
    }
    return String(n);
  });
}

const ws = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const ends = new RegExp(`^${ws}|${ws}$`, 'g');
/** Without Python's whitespace at both ends. */
export const pyStrip = (s: string): string => s.replace(ends, '');

/** Python's `int(text, base)`; undefined where the text is no number. */
export function parseInt10(text: string, base = 10): number | bigint | undefined {
  let s = asciiDigits(pyStrip(text)).toLowerCase();
  if (base === 10) {
    if (!asciiInt.test(s)) return undefined;
    s = s.replaceAll('_', '');
    if (s.length < 16) return Number(s) || 0;
    return s.startsWith('-') ? normInt(-BigInt(s.slice(1))) : normInt(BigInt(s.replace(/^\+/, '')));
  }
  const m = /^([+-]?)(0[xob])?(_?[0-9a-z]+(?:_[0-9a-z]+)*)$/.exec(s);
  if (m === null) return undefined;
  let [, sign, prefix, digits] = m as unknown as [string, string, string | undefined, string];
  const byPrefix: Record<string, number> = { '0x': 16, '0o': 8, '0b': 2 };
  if (base === 0) {
    if (prefix === undefined) {
      if (/^0[0_]*[1-9]/.test(digits) || digits.startsWith('_')) return undefined;
      base = 10;
    } else base = byPrefix[prefix]!;
  } else if (prefix !== undefined && byPrefix[prefix] !== base) {
    digits = prefix + digits;
    prefix = undefined;
  }
  if (prefix === undefined && digits.startsWith('_')) return undefined;
  const values = Array.from(digits.replaceAll('_', ''), (c) => c.charCodeAt(0) - (c >= 'a' ? 87 : 48));
  if (values.some((d) => d >= base)) return undefined;
  let n = 0n;
  const bits = Math.log2(base);
  if (Number.isInteger(bits))
    n = BigInt(`0b${values.map((d) => d.toString(2).padStart(bits, '0')).join('')}`);
  else for (const d of values) n = n * BigInt(base) + BigInt(d);
  return normInt(sign === '-' ? -n : n);
}

/** Python's `float(text)`; undefined where the text is no number. */
export function parseFloatText(text: string): number | undefined {
  const s = asciiDigits(pyStrip(text)).toLowerCase();
  if (/^[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?$/.test(s))
    return Number(s.replaceAll('_', ''));
  const m = /^([+-]?)(inf|infinity|nan)$/.exec(s);
  if (m === null) return undefined;
  return m[2] === 'nan' ? Number.NaN : m[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
