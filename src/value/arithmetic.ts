// biome-ignore-all lint/suspicious/noDoubleEquals: number and bigint are compared by value
import { overflowError, PyError, typeError, zeroDivision } from './errors.ts';
import { memoryError } from './limits.ts';
import { asFloat, asInt, normInt } from './number.ts';
import { typeName } from './type-name.ts';
import { PyFloat, type Value } from './types.ts';

export const unsupported = (op: string, a: Value, b: Value): PyError =>
  typeError(
    `unsupported operand type(s) for ${op === '**' ? '** or pow()' : op}: '${typeName(a)}' and '${typeName(b)}'`,
  );

/** Arithmetic of two numbers; undefined where one is none. */
export function numeric(op: string, a: Value, b: Value): Value | undefined {
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
