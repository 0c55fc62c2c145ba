import { createHash } from 'node:crypto';

/**
 * Python's random.Random: MT19937 with CPython's seeding, so that a seeded `random` or `shuffle` picks what Ansible
 * picks. (Matsumoto and Nishimura's generator; https://docs.python.org/3/library/random.html.)
 */
export class PythonRandom {
  readonly #state = new Uint32Array(624);
  #index = 624;

  /** `seed` is the text, the integer, or the bytes that Python's seed() would get. */
  constructor(seed: string | bigint) {
    const n = typeof seed === 'string' ? seedOfText(seed) : seed < 0n ? -seed : seed;
    const key: number[] = [];
    for (let rest = n; rest > 0n; rest >>= 32n) key.push(Number(rest & 0xffffffffn));
    this.#initByArray(key.length ? key : [0]);
  }

  #init(seed: number): void {
    const s = this.#state;
    s[0] = seed;
    for (let i = 1; i < 624; i++) {
      const x = s[i - 1]! ^ (s[i - 1]! >>> 30);
      s[i] = Math.imul(x, 1812433253) + i;
    }
  }

  #initByArray(key: readonly number[]): void {
    this.#init(19650218);
    const s = this.#state;
    let i = 1;
    let j = 0;
    const wrap = (): void => {
      if (++i >= 624) {
        s[0] = s[623]!;
        i = 1;
      }
    };
    for (let k = Math.max(624, key.length); k > 0; k--) {
      const x = s[i - 1]! ^ (s[i - 1]! >>> 30);
      s[i] = (s[i]! ^ Math.imul(x, 1664525)) + key[j]! + j;
      wrap();
      if (++j >= key.length) j = 0;
    }
    for (let k = 623; k > 0; k--) {
      const x = s[i - 1]! ^ (s[i - 1]! >>> 30);
      s[i] = (s[i]! ^ Math.imul(x, 1566083941)) - i;
      wrap();
    }
    s[0] = 0x80000000;
    this.#index = 624;
  }

  #twist(): void {
    const s = this.#state;
    for (let i = 0; i < 624; i++) {
      const y = (s[i]! & 0x80000000) | (s[(i + 1) % 624]! & 0x7fffffff);
      s[i] = s[(i + 397) % 624]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }

  /** 32 random bits. */
  word(): number {
    if (this.#index >= 624) this.#twist();
    let y = this.#state[this.#index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** `k` random bits, 0 < k. */
  bits(k: number): bigint {
    let out = 0n;
    for (let done = 0; done < k; done += 32) {
      const left = k - done;
      const w = left < 32 ? this.word() >>> (32 - left) : this.word();
      out |= BigInt(w) << BigInt(done);
    }
    return out;
  }

  /** An integer in [0, n). */
  below(n: bigint): bigint {
    const k = n.toString(2).length;
    let r = this.bits(k);
    while (r >= n) r = this.bits(k);
    return r;
  }

  /** randrange(start, stop, step); the range must not be empty. */
  range(start: bigint, stop: bigint, step: bigint): bigint {
    const width = stop - start;
    const count = step > 0n ? (width + step - 1n) / step : (width + step + 1n) / step;
    return start + step * this.below(count);
  }

  /** shuffle() in place. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = Number(this.below(BigInt(i + 1)));
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }
}

/** Version 2 seeding of a text: its UTF-8 bytes and their SHA-512 behind them, as one big-endian integer. */
function seedOfText(text: string): bigint {
  const bytes = Buffer.from(text, 'utf8');
  const whole = Buffer.concat([bytes, createHash('sha512').update(bytes).digest()]);
  return BigInt(`0x${whole.toString('hex')}`);
}
