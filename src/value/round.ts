import { typeError } from './errors.ts';
import { formatFloat } from './format-number.ts';
import { asInt, normInt } from './number.ts';
import { typeName } from './type-name.ts';
import { PyFloat, type Value } from './types.ts';
import { Undefined } from './undefined.ts';

/** Python's `round(v, digits)`: half-even on the exact decimal; ints stay ints. */
export function round(v: Value, digits: number | null): Value {
  if (digits === null) {
    const plain = round(v, 0);
    return plain instanceof PyFloat ? normInt(BigInt(plain.value)) : plain;
  }
  const n = asInt(v);
  if (n !== undefined) {
    if (digits >= 0) return n;
    if (-digits > 400) return 0;
    const p = 10n ** BigInt(-digits);
    const b = BigInt(n);
    const r = ((b % p) + p) % p;
    let q = (b - r) / p;
    if (r * 2n > p || (r * 2n === p && q % 2n !== 0n)) q += 1n;
    return normInt(q * p);
  }
  if (!(v instanceof PyFloat)) {
    throw typeError(`type ${typeName(v)} doesn't define __round__ method`);
  }
  return new PyFloat(roundFloat(v.value, digits));
}

function roundFloat(x: number, digits: number): number {
  if (!Number.isFinite(x) || digits > 100 || x === 0) return x;
  if (digits >= 0) {
    const r = Number(formatFloat(Math.abs(x), 'f', digits));
    return x < 0 ? -r : r;
  }
  if (-digits > 308) return x < 0 ? -0 : 0;
  const p = 10n ** BigInt(-digits);
  const abs = Math.abs(x);
  const b = BigInt(Math.trunc(abs));
  const r = b % p;
  let q = b / p;
  const exact = Number.isInteger(abs);
  if (r * 2n > p || (r * 2n === p && (!exact || q % 2n !== 0n))) q += 1n;
  const out = Number(q * p);
  return x < 0 ? -out : out;
}

/** Python's math.ceil and math.floor. */
export function whole(v: Value, f: 'ceil' | 'floor'): number | bigint {
  const n = asInt(v);
  if (n !== undefined) return n;
  if (!(v instanceof PyFloat)) {
    if (v instanceof Undefined) v.fail();
    throw typeError(`must be real number, not ${typeName(v)}`);
  }
  const x = Math[f](v.value);
  return Number.isSafeInteger(x) ? x + 0 : normInt(BigInt(x));
}
