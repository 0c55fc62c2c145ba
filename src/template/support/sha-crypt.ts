import { createHash } from 'node:crypto';

/**
 * SHA-256/512 crypt as Ulrich Drepper's public-domain specification has it ("Unix crypt using SHA-256 and SHA-512",
 * https://www.akkadia.org/drepper/SHA-crypt.txt), and the alphabet that all Unix crypts share.
 */
export const CRYPT_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Little-endian base 64 of `count` characters, as Unix crypt writes three bytes. */
export function crypt64(value: number, count: number): string {
  let out = '';
  let rest = value;
  for (let i = 0; i < count; i++) {
    out += CRYPT_ALPHABET[rest & 63];
    rest >>>= 6;
  }
  return out;
}

/** Bytes are written in threes: (i, i + third, i + 2 third), turned by one place each time. */
function encode(digest: Buffer): string {
  const third = Math.floor(digest.length / 3);
  const sha512 = digest.length === 64;
  let out = '';
  for (let i = 0; i < third; i++) {
    const places = [i, i + third, i + 2 * third];
    const turn = sha512 ? i % 3 : (3 - (i % 3)) % 3;
    const [a, b, c] = [places[turn % 3]!, places[(turn + 1) % 3]!, places[(turn + 2) % 3]!];
    out += crypt64((digest[a]! << 16) | (digest[b]! << 8) | digest[c]!, 4);
  }
  return out + (sha512 ? crypt64(digest[63]!, 2) : crypt64((digest[31]! << 8) | digest[30]!, 3));
}

/**
 * The hash part alone (no `$6$salt$` before it).
 * @param salt at most 16 bytes count, as in the specification
 */
export function shaCryptDigest(
  algorithm: 'sha256' | 'sha512',
  password: Buffer,
  salt: Buffer,
  rounds: number,
): string {
  const hash = (...parts: readonly Uint8Array[]): Buffer => {
    const h = createHash(algorithm);
    for (const p of parts) h.update(p);
    return h.digest();
  };
  const repeat = (block: Buffer, length: number): Buffer => {
    const out = Buffer.alloc(length);
    for (let i = 0; i < length; i++) out[i] = block[i % block.length]!;
    return out;
  };
  const n = password.length;
  const alternate = hash(password, salt, password);
  const start = createHash(algorithm).update(password).update(salt).update(repeat(alternate, n));
  for (let left = n; left > 0; left >>>= 1) start.update(left & 1 ? alternate : password);
  let digest: Buffer = start.digest();
  const dp = createHash(algorithm);
  for (let i = 0; i < n; i++) dp.update(password);
  const p = repeat(dp.digest(), n);
  const ds = createHash(algorithm);
  for (let i = 0; i < 16 + digest[0]!; i++) ds.update(salt);
  const s = repeat(ds.digest(), salt.length);
  for (let i = 0; i < rounds; i++) {
    const parts: Buffer[] = [i & 1 ? p : digest];
    if (i % 3) parts.push(s);
    if (i % 7) parts.push(p);
    parts.push(i & 1 ? digest : p);
    digest = hash(...parts);
  }
  return encode(digest);
}
