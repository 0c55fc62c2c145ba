// biome-ignore-all lint/correctness/noVoidTypeReturn: ends early
import { createHash, randomBytes } from 'node:crypto';
import { hashKey } from './dict.ts';
import { typeError } from './errors.ts';
import { asInt } from './number.ts';
import { asText } from './text.ts';
import { typeName } from './type-name.ts';
import { PyFloat, type Value } from './types.ts';

const N = 624;
const M = 397;

/** Python's random.Random: MT19937 with Python's seeding and its ways of drawing. */
export class PyRandom {
  private readonly mt = new Uint32Array(N);
  private index = N;

  /** Without a seed, from the system's randomness. */
  constructor(seed?: Value) {
    if (seed === undefined || seed === null) this.seedKey(BigInt(`0x${randomBytes(32).toString('hex')}`));
    else this.seed(seed);
  }

  private seed(seed: Value): void {
    const n = asInt(seed);
    if (n !== undefined) return this.seedKey(n < 0 ? -BigInt(n) : BigInt(n));
    const text = asText(seed);
    if (text !== undefined) {
      const b = Buffer.from(text, 'utf8');
      return this.seedKey(
        BigInt(`0x${Buffer.concat([b, createHash('sha512').update(b).digest()]).toString('hex')}`),
      );
    }
    if (seed instanceof PyFloat) return this.seedKey(floatHash(seed.value));
    hashKey(seed);
    throw typeError(
      'The only supported seed types are: None,\nint, float, str, bytes, and bytearray.' +
        (typeName(seed) ? '' : ''),
    );
  }

  private seedKey(key: bigint): void {
    const words: number[] = [];
    for (let k = key; k > 0n; k >>= 32n) words.push(Number(k & 0xffffffffn));
    if (words.length === 0) words.push(0);
    const { mt } = this;
    mt[0] = 19650218;
    for (let i = 1; i < N; i++) mt[i] = Math.imul(1812433253, mt[i - 1]! ^ (mt[i - 1]! >>> 30)) + i;
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, words.length); k > 0; k--) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1664525)) + words[j]! + j;
      i++;
      j++;
      if (i >= N) {
        mt[0] = mt[N - 1]!;
        i = 1;
      }
      if (j >= words.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1566083941)) - i;
      i++;
      if (i >= N) {
        mt[0] = mt[N - 1]!;
        i = 1;
      }
    }
    mt[0] = 0x80000000;
    this.index = N;
  }

  private next32(): number {
    const { mt } = this;
    if (this.index >= N) {
      for (let k = 0; k < N; k++) {
        const y = (mt[k]! & 0x80000000) | (mt[(k + 1) % N]! & 0x7fffffff);
        mt[k] = mt[(k + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.index = 0;
    }
    let y = mt[this.index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** [0, 1) with 53 bits. */
  random(): number {
    const a = this.next32() >>> 5;
    const b = this.next32() >>> 6;
    return (a * 67108864 + b) / 9007199254740992;
  }

  private bits(k: number): number {
    if (k <= 32) return this.next32() >>> (32 - k);
    const low = this.next32();
    return low + (this.next32() >>> (64 - k)) * 4294967296;
  }

  /** Python's _randbelow: [0, n). */
  below(n: number): number {
    if (n <= 0) return 0;
    const k = n.toString(2).length;
    let r = this.bits(k);
    while (r >= n) r = this.bits(k);
    return r;
  }

  /** The same for integers of any size. */
  belowBig(n: bigint): bigint {
    const bits = n.toString(2).length;
    for (;;) {
      let r = 0n;
      for (let done = 0; done < bits; done += 32) {
        const word = this.next32();
        const left = bits - done;
        r |= BigInt(left < 32 ? word >>> (32 - left) : word) << BigInt(done);
      }
      if (r < n) return r;
    }
  }

  /** randrange(start, stop, step). */
  range(start: number, stop: number, step = 1): number {
    const n =
      step > 0 ? Math.floor((stop - start + step - 1) / step) : Math.floor((stop - start + step + 1) / step);
    return start + step * this.below(n);
  }

  /** random.choice. */
  choice<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** random.shuffle, in place. */
  shuffle<T>(list: T[]): T[] {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [list[i], list[j]] = [list[j]!, list[i]!];
    }
    return list;
  }
}

/** Python's hash(float), as an unsigned key. */
function floatHash(x: number): bigint {
  if (Number.isInteger(x)) {
    const m = (1n << 61n) - 1n;
    const b = BigInt(x);
    return (b < 0n ? -b : b) % m;
  }
  const P = (1n << 61n) - 1n;
  let num = Math.abs(x);
  let e = 0;
  while (!Number.isInteger(num)) {
    num *= 2;
    e++;
  }
  // 2^-1 modulo P is 2^60.
  let h = BigInt(num) % P;
  const inv = 1n << 60n;
  for (let i = 0; i < e; i++) h = (h * inv) % P;
  return h;
}

let shared: PyRandom | undefined;
/** The generator for what is not seeded (Python's module-level random). */
export function sharedRandom(): PyRandom {
  shared ??= new PyRandom();
  return shared;
}
/** Seeds that generator (tests do). */
export function seedShared(seed: Value): void {
  shared = new PyRandom(seed);
}
