import { randomBytes } from 'node:crypto';

/**
 * bcrypt (`$2b$`), after Provos and Mazières, "A Future-Adaptable Password Scheme" (USENIX 1999). Blowfish's tables
 * are the first bits of pi's fraction and are computed on first use.
 */
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

let piWords: Uint32Array | undefined;

/** 18 + 1024 words of pi's fraction, by Machin's formula. */
function pi(): Uint32Array {
  if (piWords) return piWords;
  const words = 18 + 1024;
  const bits = BigInt(words * 32 + 64);
  const one = 1n << bits;
  const arctan = (x: bigint): bigint => {
    let term = one / x;
    let sum = term;
    const square = x * x;
    for (let n = 3n; term !== 0n; n += 2n) {
      term /= -square;
      sum += term / n;
    }
    return sum;
  };
  const fraction = (4n * (4n * arctan(5n) - arctan(239n)) - 3n * one) >> 64n;
  const hex = fraction.toString(16).padStart(words * 8, '0');
  piWords = Uint32Array.from({ length: words }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16));
  return piWords;
}

class Blowfish {
  readonly p = pi().slice(0, 18);
  readonly s = pi().slice(18);

  /** Encrypts words i and i + 1 of `block` in place. */
  encrypt(block: Uint32Array, i: number): void {
    const { p, s } = this;
    let l = block[i]! ^ p[0]!;
    let r = block[i + 1]!;
    for (let n = 1; n <= 16; n += 2) {
      r ^=
        p[n]! ^
        ((((s[l >>> 24]! + s[256 + ((l >>> 16) & 255)]!) ^ s[512 + ((l >>> 8) & 255)]!) +
          s[768 + (l & 255)]!) |
          0);
      l ^=
        p[n + 1]! ^
        ((((s[r >>> 24]! + s[256 + ((r >>> 16) & 255)]!) ^ s[512 + ((r >>> 8) & 255)]!) +
          s[768 + (r & 255)]!) |
          0);
    }
    block[i] = r ^ p[17]!;
    block[i + 1] = l;
  }

  /** The key schedule; `salt` undefined stands for zeros. */
  expand(key: Uint8Array, salt: Uint32Array | undefined): void {
    let at = 0;
    for (let i = 0; i < 18; i++) {
      let w = 0;
      for (let k = 0; k < 4; k++) {
        w = (w << 8) | key[at]!;
        at = (at + 1) % key.length;
      }
      this.p[i]! ^= w;
    }
    const block = new Uint32Array(2);
    let turn = 0;
    const fill = (table: Uint32Array): void => {
      for (let i = 0; i < table.length; i += 2) {
        if (salt) {
          block[0]! ^= salt[turn]!;
          block[1]! ^= salt[turn + 1]!;
          turn = (turn + 2) % 4;
        }
        this.encrypt(block, 0);
        table[i] = block[0]!;
        table[i + 1] = block[1]!;
      }
    };
    fill(this.p);
    fill(this.s);
  }
}

function encode(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    out += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    if (b !== undefined) out += ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    if (c !== undefined) out += ALPHABET[c & 63]!;
  }
  return out;
}

/** The 16 bytes of a 22-character salt; undefined where it is none. */
function decodeSalt(text: string): Uint8Array | undefined {
  if (text.length !== 22) return undefined;
  let bits = 0n;
  for (const c of text) {
    const n = ALPHABET.indexOf(c);
    if (n < 0) return undefined;
    bits = (bits << 6n) | BigInt(n);
  }
  return Buffer.from((bits >> 4n).toString(16).padStart(32, '0'), 'hex');
}

/**
 * `$2b$cost$salt+hash`, or undefined for a bad salt or cost.
 * @param salt 22 characters of bcrypt's alphabet
 * @param cost 4 to 31: 2^cost rounds
 */
export function bcrypt(password: Buffer, salt: string, cost: number, ident = '2b'): string | undefined {
  const raw = decodeSalt(salt);
  if (!raw || cost < 4 || cost > 31) return undefined;
  const key = Buffer.concat([password, Buffer.from([0])]).subarray(0, 72);
  const view = new DataView(raw.buffer, raw.byteOffset, 16);
  const words = Uint32Array.from([0, 4, 8, 12], (o) => view.getUint32(o));
  const cipher = new Blowfish();
  cipher.expand(key, words);
  for (let n = 2 ** cost; n > 0; n--) {
    cipher.expand(key, undefined);
    cipher.expand(raw, undefined);
  }
  const text = Uint32Array.from({ length: 6 }, (_, i) =>
    Buffer.from('OrpheanBeholderScryDoubt').readUInt32BE(i * 4),
  );
  for (let n = 0; n < 64; n++) for (let i = 0; i < 6; i += 2) cipher.encrypt(text, i);
  const out = Buffer.alloc(24);
  for (const [i, w] of text.entries()) out.writeUInt32BE(w, i * 4);
  return `$${ident}$${String(cost).padStart(2, '0')}$${encode(raw)}${encode(out.subarray(0, 23))}`;
}

/** A new 22-character salt. */
export const bcryptSalt = (): string => encode(randomBytes(16));
