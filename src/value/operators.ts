// biome-ignore-all lint/correctness/useValidForDirection: the step is negative
// biome-ignore-all lint/suspicious/noDoubleEquals: number and bigint are compared by value
import { same } from './compare.ts';
import { PyBytes, PyRange } from './containers.ts';
import { dictHas } from './dict.ts';
import { overflowError, PyError, typeError, valueError, zeroDivision } from './errors.ts';
import { isIterable, iterate } from './iterate.ts';
import { checkCopied, checkItems, checkMade, checkText, memoryError } from './limits.ts';
import { asFloat, asInt, normInt } from './number.ts';
import { percentFormat } from './percent-format.ts';
import { asText, chars, escapeHtml, isWide, likeText, type Text } from './text.ts';
import { typeName } from './type-name.ts';
import { LazyMapping, Markup, PyFloat, PyObject, Tuple, UnsafeText, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

const unsupported = (op: string, a: Value, b: Value): PyError =>
  typeError(
    `unsupported operand type(s) for ${op === '**' ? '** or pow()' : op}: '${typeName(a)}' and '${typeName(b)}'`,
  );

/** Arithmetic of two numbers; undefined where one is none. */
function numeric(op: string, a: Value, b: Value): Value | undefined {
  if (a instanceof PyFloat || b instanceof PyFloat) {
    const x = asFloat(a);
    const y = asFloat(b);
    if (x === undefined || y === undefined) return undefined;
    if ((typeof a === 'bigint' && !Number.isFinite(x)) || (typeof b === 'bigint' && !Number.isFinite(y)))
      throw overflowError('int too large to convert to float');
    return floatOp(op, x, y);
  }
  const x = asInt(a);
  const y = asInt(b);
  return x === undefined || y === undefined ? undefined : intOp(op, x, y);
}

function intOp(op: string, x: number | bigint, y: number | bigint): Value {
  if (op === '/') {
    if (y == 0) throw zeroDivision('division by zero');
    if (typeof x === 'number' && typeof y === 'number') return new PyFloat(x / y);
    return new PyFloat(bigDivide(BigInt(x), BigInt(y)));
  }
  if (op === '**') return power(x, y);
  if ((op === '//' || op === '%') && y == 0)
    throw zeroDivision(op === '//' ? 'integer division or modulo by zero' : 'integer modulo by zero');
  if (typeof x === 'number' && typeof y === 'number') {
    let r: number;
    switch (op) {
      case '+':
        r = x + y;
        break;
      case '-':
        r = x - y;
        break;
      case '*':
        r = x * y;
        break;
      case '//':
        r = Math.floor(x / y);
        if (Math.abs(x) > 2 ** 50) r = Number((BigInt(x) - BigInt(pyMod(x, y))) / BigInt(y));
        break;
      default:
        r = pyMod(x, y);
    }
    if (Number.isSafeInteger(r)) return r + 0;
  }
  const p = BigInt(x);
  const q = BigInt(y);
  switch (op) {
    case '+':
      return normInt(p + q);
    case '-':
      return normInt(p - q);
    case '*':
      if (tooLarge(p) || tooLarge(q)) throw memoryError();
      return normInt(p * q);
    case '//': {
      const r = p % q;
      return normInt((p - r) / q - (r !== 0n && r < 0n !== q < 0n ? 1n : 0n));
    }
    default: {
      const r = p % q;
      return normInt(r !== 0n && r < 0n !== q < 0n ? r + q : r);
    }
  }
}

let largest: bigint | undefined;
/** Whether products with a number of this size would take too long: half of what a power may have. */
function tooLarge(x: bigint): boolean {
  if (Number.isFinite(Number(x))) return false;
  largest ??= 1n << 25_000_000n;
  return x > largest || x < -largest;
}

const pyMod = (x: number, y: number): number => {
  const r = x % y;
  return r !== 0 && r < 0 !== y < 0 ? r + y : r + 0;
};

/** True division of big integers, rounded once. */
function bigDivide(a: bigint, b: bigint): number {
  const neg = a < 0n !== b < 0n;
  let p = a < 0n ? -a : a;
  const q = b < 0n ? -b : b;
  // Scale so that the quotient has 66 bits or more, with a sticky last bit.
  const shift = BigInt(Math.max(0, 66 - (p.toString(2).length - q.toString(2).length)));
  p <<= shift;
  let n = p / q;
  if (p % q !== 0n) n |= 1n;
  let x = Number(n);
  for (let s = Number(shift); s > 0; s -= 1000) x /= 2 ** Math.min(s, 1000);
  if (!Number.isFinite(x)) throw overflowError('integer division result too large for a float');
  return neg ? -x : x;
}

function power(x: number | bigint, y: number | bigint): Value {
  if (y < 0) {
    if (x == 0) throw zeroDivision('0.0 cannot be raised to a negative power');
    return floatPower(Number(x), Number(y));
  }
  const bits = x === 0 || x === 1 || x === -1 ? 1 : Math.log2(Math.abs(Number(x))) * Number(y);
  if (bits > 50_000_000) throw memoryError();
  if (bits < 53 && typeof x === 'number') {
    const r = x ** Number(y);
    if (Number.isSafeInteger(r)) return r;
  }
  return normInt(BigInt(x) ** BigInt(y));
}

function floatPower(x: number, y: number): PyFloat {
  if (x === 0 && y < 0) throw zeroDivision('0.0 cannot be raised to a negative power');
  if (x === 1) return new PyFloat(1);
  if (x < 0 && Number.isFinite(x) && !Number.isInteger(y) && Number.isFinite(y))
    throw new PyError('NotImplementedError', 'complex numbers are not supported');
  if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return new PyFloat(1);
  const r = exactPower(x, y);
  if (!Number.isFinite(r) && Number.isFinite(x) && Number.isFinite(y))
    throw overflowError("(34, 'Numerical result out of range')");
  return new PyFloat(r);
}

/** Math.pow can be off by one in the last digit where the C library is not: small whole powers are made exactly. */
function exactPower(x: number, y: number): number {
  if (Number.isInteger(y) && Math.abs(y) <= 400 && Number.isInteger(x) && Math.abs(x) < 2 ** 53 && x !== 0) {
    const p = BigInt(x) ** BigInt(Math.abs(y));
    if (y >= 0) return Number(p);
    const neg = p < 0n;
    const r = bigDivide(1n, neg ? -p : p);
    return neg ? -r : r;
  }
  if (y === 0.5) return Math.sqrt(x);
  return x ** y;
}

function floatOp(op: string, x: number, y: number): Value {
  switch (op) {
    case '+':
      return new PyFloat(x + y);
    case '-':
      return new PyFloat(x - y);
    case '*':
      return new PyFloat(x * y);
    case '/':
      if (y === 0) throw zeroDivision('float division by zero');
      return new PyFloat(x / y);
    case '//': {
      if (y === 0) throw zeroDivision('float floor division by zero');
      const mod = floatMod(x, y);
      const div = (x - mod) / y;
      if (div === 0) return new PyFloat(x / y < 0 || Object.is(x / y, -0) ? -0 : 0);
      const floor = Math.floor(div);
      return new PyFloat(div - floor > 0.5 ? floor + 1 : floor);
    }
    case '%':
      if (y === 0) throw zeroDivision('float modulo');
      return new PyFloat(floatMod(x, y));
    default:
      return floatPower(x, y);
  }
}

function floatMod(x: number, y: number): number {
  const r = x % y;
  if (r === 0) return y < 0 ? -0 : 0;
  return r < 0 !== y < 0 ? r + y : r;
}

const isSequence = (v: Value): v is Text | Value[] => Array.isArray(v) || asText(v) !== undefined;

function reflected(op: string, a: Value, b: Value): Value | undefined {
  if (a instanceof PyObject && a.pyBinary) {
    const r = a.pyBinary(op, b, false);
    if (r !== undefined) return r;
  }
  return b instanceof PyObject && b.pyBinary ? b.pyBinary(op, a, true) : undefined;
}

/** Two tuples as one. */
function tupleOf(a: readonly Value[], b: readonly Value[]): Tuple {
  const out = new Tuple();
  for (const x of a) out.push(x);
  for (const x of b) out.push(x);
  return out;
}

/** Python's `a + b`. */
export function add(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    const r = a + b;
    return Number.isSafeInteger(r) ? r : normInt(BigInt(a) + BigInt(b));
  }
  if (typeof a === 'string' && typeof b === 'string') {
    checkText(a.length + b.length);
    return a + b;
  }
  const n = numeric('+', a, b);
  if (n !== undefined) return n;
  const s = asText(a);
  const t = asText(b);
  if (s !== undefined && t !== undefined) return addText(a as Text, b as Text, s, t);
  const r = reflected('+', a, b);
  if (r !== undefined) return r;
  if (s !== undefined) throw typeError(`can only concatenate str (not "${typeName(b)}") to str`);
  if (Array.isArray(a)) {
    const tuple = a instanceof Tuple;
    if (Array.isArray(b) && b instanceof Tuple === tuple) {
      checkItems(a.length + b.length);
      checkCopied(a.length + b.length);
      return tuple ? tupleOf(a, b) : a.concat(b);
    }
    throw typeError(
      `can only concatenate ${tuple ? 'tuple' : 'list'} (not "${typeName(b)}") to ${tuple ? 'tuple' : 'list'}`,
    );
  }
  throw unsupported('+', a, b);
}

function addText(a: Text, b: Text, s: string, t: string): Value {
  checkText(s.length + t.length);
  if (a instanceof Markup) return new Markup(s + (b instanceof Markup ? t : escapeHtml(t)));
  if (b instanceof Markup && !(a instanceof UnsafeText)) return new Markup(escapeHtml(s) + t);
  if (a instanceof UnsafeText || b instanceof UnsafeText) return new UnsafeText(s + t);
  return s + t;
}

function repeat(a: Text | Value[], n: number | bigint): Value {
  if (typeof n === 'bigint' && (n > 9223372036854775807n || n < -9223372036854775808n))
    throw overflowError("cannot fit 'int' into an index-sized integer");
  const count = Math.max(0, Number(n));
  if (Array.isArray(a)) {
    checkItems(a.length * count);
    const out: Value[] = a instanceof Tuple ? new Tuple() : [];
    for (let i = 0; i < count; i++) for (const x of a) out.push(x);
    return out;
  }
  const s = asText(a)!;
  checkMade(s.length * count);
  return likeText(a, s.repeat(count));
}

function multiply(a: Value, b: Value): Value {
  const n = numeric('*', a, b);
  if (n !== undefined) return n;
  const r = reflected('*', a, b);
  if (r !== undefined) return r;
  for (const [x, y] of [
    [a, b],
    [b, a],
  ] as const)
    if (isSequence(x)) {
      const k = asInt(y);
      if (k !== undefined) return repeat(x, k);
      throw typeError(`can't multiply sequence by non-int of type '${typeName(y)}'`);
    }
  throw unsupported('*', a, b);
}

function arithmetic(op: string, a: Value, b: Value): Value {
  const r = numeric(op, a, b) ?? reflected(op, a, b);
  if (r === undefined) throw unsupported(op, a, b);
  return r;
}

function modulo(a: Value, b: Value): Value {
  const s = asText(a);
  if (s === undefined) return arithmetic('%', a, b);
  return percentFormat(a as Text, b);
}

const operators: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  '+': add,
  '-': (a, b) =>
    typeof a === 'number' && typeof b === 'number' && Number.isSafeInteger(a - b)
      ? a - b
      : arithmetic('-', a, b),
  '*': multiply,
  '/': (a, b) => arithmetic('/', a, b),
  '//': (a, b) => arithmetic('//', a, b),
  '%': modulo,
  '**': (a, b) => arithmetic('**', a, b),
};

/** The function of an arithmetic operator (+ - * / // % **). */
export const binary = (op: string): ((a: Value, b: Value) => Value) => operators[op]!;

/** Python's `-v`. */
export function negate(v: Value): Value {
  const n = asInt(v);
  if (n !== undefined) return typeof n === 'bigint' ? normInt(-n) : n === 0 ? 0 : -n;
  if (v instanceof PyFloat) return new PyFloat(-v.value);
  if (v instanceof PyObject && v.pyUnary) return v.pyUnary('-');
  throw typeError(`bad operand type for unary -: '${typeName(v)}'`);
}

/** Python's `+v`. */
export function positive(v: Value): Value {
  const n = asInt(v);
  if (n !== undefined) return n;
  if (v instanceof PyFloat) return v;
  if (v instanceof PyObject && v.pyUnary) return v.pyUnary('+');
  throw typeError(`bad operand type for unary +: '${typeName(v)}'`);
}

/** Python's `x in v`. */
export function contains(v: Value, x: Value): boolean {
  const s = asText(v);
  if (s !== undefined) {
    const t = asText(x);
    if (t === undefined) throw typeError(`'in <string>' requires string as left operand, not ${typeName(x)}`);
    return s.includes(t);
  }
  if (Array.isArray(v)) {
    for (const y of v) if (same(y, x)) return true;
    return false;
  }
  if (v instanceof Map) return dictHas(v, x);
  if (v instanceof LazyMapping) {
    const t = asText(x);
    return t !== undefined && v.has(t);
  }
  if (v instanceof PyObject && v.pyContains) return v.pyContains(x);
  if (!isIterable(v)) throw typeError(`argument of type '${typeName(v)}' is not iterable`);
  for (const y of iterate(v)) if (same(y, x)) return true;
  return false;
}

function sliceIndex(v: Value): number | undefined {
  if (v === null) return undefined;
  const n = asInt(v);
  if (n === undefined) throw typeError('slice indices must be integers or None or have an __index__ method');
  return Number(n);
}

/** Start, stop and step of a slice over `n` items, as Python's slice.indices(). */
export function sliceRange(
  n: number,
  start: Value,
  stop: Value,
  step: Value,
): { start: number; stop: number; step: number } {
  const st = sliceIndex(step) ?? 1;
  if (st === 0) throw valueError('slice step cannot be zero');
  const [lo, hi] = st > 0 ? [0, n] : [-1, n - 1];
  const clamp = (i: number | undefined, d: number): number =>
    i === undefined ? d : i < 0 ? Math.max(i + n, lo) : Math.min(i, hi);
  return {
    start: clamp(sliceIndex(start), st > 0 ? lo : hi),
    stop: clamp(sliceIndex(stop), st > 0 ? hi : lo),
    step: st,
  };
}

function pick<T>(list: ArrayLike<T>, r: { start: number; stop: number; step: number }, out: T[]): T[] {
  if (r.step > 0) for (let i = r.start; i < r.stop; i += r.step) out.push(list[i]!);
  else for (let i = r.start; i > r.stop; i += r.step) out.push(list[i]!);
  return out;
}

const PIECE = 100_000;

/** The same as one text, in pieces: a list of all characters takes many times the memory of the text. */
function pickText(list: ArrayLike<string>, r: { start: number; stop: number; step: number }): string {
  let out = '';
  const more = r.step > 0 ? (i: number) => i < r.stop : (i: number) => i > r.stop;
  for (let from = r.start; more(from); from += r.step * PIECE) {
    const end = from + r.step * PIECE;
    const stop = r.step > 0 ? Math.min(end, r.stop) : Math.max(end, r.stop);
    out += pick(list, { start: from, stop, step: r.step }, []).join('');
  }
  return out;
}

/** Python's `v[start:stop:step]`. */
export function sliceOf(v: Value, start: Value, stop: Value, step: Value): Value {
  if (Array.isArray(v))
    return pick(v, sliceRange(v.length, start, stop, step), v instanceof Tuple ? new Tuple() : []);
  const s = asText(v);
  if (s !== undefined) {
    const wide = isWide(s);
    const list = wide ? chars(s) : s;
    const r = sliceRange(list.length, start, stop, step);
    if (!wide && r.step === 1) return likeText(v as Text, s.slice(r.start, Math.max(r.start, r.stop)));
    return likeText(v as Text, pickText(list, r));
  }
  if (v instanceof PyRange) {
    const r = sliceRange(v.length, start, stop, step);
    return new PyRange(v.start + r.start * v.step, v.start + r.stop * v.step, v.step * r.step);
  }
  if (v instanceof PyBytes)
    return new PyBytes(
      Uint8Array.from(pick(v.data, sliceRange(v.data.length, start, stop, step), [])),
      v.unsafe,
    );
  if (v instanceof Undefined) return v.pyGetItem(null);
  if (v instanceof Map || v instanceof LazyMapping) throw typeError("unhashable type: 'slice'");
  throw typeError(`'${typeName(v)}' object is not subscriptable`);
}
