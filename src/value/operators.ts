import { numeric, unsupported } from './arithmetic.ts';
import { same } from './compare.ts';
import { dictHas } from './dict.ts';
import { overflowError, typeError } from './errors.ts';
import { isIterable, iterate } from './iterate.ts';
import { checkCopied, checkItems, checkMade, checkText } from './limits.ts';
import { asInt, normInt } from './number.ts';
import { percentFormat } from './percent-format.ts';
import { asText, escapeHtml, likeText, type Text } from './text.ts';
import { typeName } from './type-name.ts';
import { LazyMapping, Markup, PyFloat, PyObject, Tuple, UnsafeText, type Value } from './types.ts';

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
