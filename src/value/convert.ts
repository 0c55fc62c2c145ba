import { PyBytes } from './containers.ts';
import { typeError, valueError } from './errors.ts';
import { asFloat, asInt, floatToInt, parseFloatText, parseInt10 } from './number.ts';
import { reprText } from './repr.ts';
import { asText } from './text.ts';
import { typeName } from './type-name.ts';
import { Markup, PyFloat, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

const MAX_DIGITS = 4300;

/** CPython's bound of the digits that it reads: with a base that is no power of two the time is quadratic. */
function checkDigits(s: string, base: number): void {
  const binary = base === 0 ? /^\s*[-+]?0[xob]/i.test(s) : Number.isInteger(Math.log2(base));
  const digits = binary ? 0 : s.replace(/[\s_+-]+/g, '').length;
  if (digits > MAX_DIGITS)
    throw valueError(
      `Exceeds the limit (4300 digits) for integer string conversion: value has ${digits} digits; use sys.set_int_max_str_digits() to increase the limit`,
    );
}

/** Python's `int(v)` or `int(text, base)`. */
export function toInt(v: Value, base?: number): number | bigint {
  const s = asText(v) ?? (v instanceof PyBytes ? Buffer.from(v.data).toString('latin1') : undefined);
  if (s !== undefined) {
    const b = base ?? 10;
    if (b !== 0 && (b < 2 || b > 36)) throw valueError('int() base must be >= 2 and <= 36, or 0');
    if (s.length > MAX_DIGITS) checkDigits(s, b);
    const n = parseInt10(s, b);
    if (n === undefined) throw valueError(`invalid literal for int() with base ${b}: ${reprText(s)}`);
    return n;
  }
  if (base !== undefined) throw typeError("int() can't convert non-string with explicit base");
  const n = asInt(v);
  if (n !== undefined) return n;
  if (v instanceof PyFloat) return floatToInt(v.value);
  if (v instanceof Undefined) v.fail();
  throw typeError(
    `int() argument must be a string, a bytes-like object or a real number, not '${typeName(v)}'`,
  );
}

/** Python's `float(v)`. */
export function toFloat(v: Value): number {
  const n = asFloat(v);
  if (n !== undefined) return n;
  const s = asText(v) ?? (v instanceof PyBytes ? Buffer.from(v.data).toString('latin1') : undefined);
  if (s !== undefined) {
    const x = parseFloatText(s);
    if (x === undefined)
      throw valueError(
        `could not convert string to float: ${v instanceof PyBytes ? v.pyRepr() : v instanceof Markup ? `Markup(${reprText(s)})` : reprText(s)}`,
      );
    return x;
  }
  if (v instanceof Undefined) v.fail();
  throw typeError(`float() argument must be a string or a real number, not '${typeName(v)}'`);
}
