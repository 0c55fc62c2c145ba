import { randomInt } from 'node:crypto';
import { typeError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { PyRandom } from '../../value/random.ts';
import { asText } from '../../value/text.ts';
import { PyFloat, type Value } from '../../value/types.ts';

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

/** The generator for a seed as Python takes it; None gives the system's. */
export function pickerFor(seed: Value): Picker {
  if (seed === null) return system;
  if (asInt(seed) === undefined && !(seed instanceof PyFloat) && asText(seed) === undefined)
    throw typeError('The only supported seed types are: None,\nint, float, str, bytes, and bytearray.');
  const random = new PyRandom(seed);
  return { below: (n) => random.belowBig(n), shuffle: (items) => random.shuffle(items) };
}
