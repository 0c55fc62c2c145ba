import { randomInt } from 'node:crypto';
import { typeError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { asText } from '../../value/text.ts';
import { PyFloat, type Value } from '../../value/types.ts';
import { PythonRandom } from './mersenne.ts';

/** What picks: Python's seeded generator, or the system's. */
export interface Picker {
  below(n: bigint): bigint;
  shuffle<T>(items: T[]): T[];
}

const system: Picker = {
  below(n) {
    if (n < 281474976710655n) return BigInt(randomInt(Number(n)));
    let r = 0n;
    for (let bits = n; bits > 0n; bits >>= 32n) r = (r << 32n) | BigInt(randomInt(2 ** 32));
    return r % n;
  },
  shuffle(items) {
    for (let i = items.length - 1; i > 0; i--) {
      const j = randomInt(i + 1);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  },
};

const PRIME = (1n << 61n) - 1n;

/** Python's hash() of a float that is not whole. */
function floatHash(x: number): bigint {
  let mantissa = Math.abs(x);
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  let h = BigInt(mantissa) % PRIME;
  for (let e = ((exponent % 61) + 61) % 61; e > 0; e--) h = (h * 2n) % PRIME;
  return x < 0 ? -h : h;
}

/** The generator for a seed as Python takes it; None gives the system's. */
export function pickerFor(seed: Value): Picker {
  if (seed === null) return system;
  const n = asInt(seed);
  if (n !== undefined) return new PythonRandom(BigInt(n));
  if (seed instanceof PyFloat) {
    return new PythonRandom(
      Number.isInteger(seed.value) ? BigInt(seed.value) % PRIME : floatHash(seed.value),
    );
  }
  const text = asText(seed);
  if (text !== undefined) return new PythonRandom(text);
  throw typeError('The only supported seed types are: None,\nint, float, str, bytes, and bytearray.');
}
