import { createHash } from 'node:crypto';
import { crypt64 } from './sha-crypt.ts';

const md5 = (...parts: readonly Uint8Array[]): Buffer => {
  const h = createHash('md5');
  for (const p of parts) h.update(p);
  return h.digest();
};

/** The hash part of FreeBSD's MD5 crypt (`$1$salt$hash`), or Apache's (`$apr1$`); salt at most 8 bytes. */
export function md5CryptDigest(password: Buffer, salt: Buffer, magic = '$1$'): string {
  const alternate = md5(password, salt, password);
  const start = createHash('md5').update(password).update(magic).update(salt);
  for (let left = password.length; left > 0; left -= 16)
    start.update(alternate.subarray(0, Math.min(16, left)));
  for (let left = password.length; left > 0; left >>>= 1) {
    start.update(left & 1 ? Buffer.from([0]) : password.subarray(0, 1));
  }
  let digest: Buffer = start.digest();
  for (let i = 0; i < 1000; i++) {
    const parts: Buffer[] = [i & 1 ? password : digest];
    if (i % 3) parts.push(salt);
    if (i % 7) parts.push(password);
    parts.push(i & 1 ? digest : password);
    digest = md5(...parts);
  }
  let out = '';
  for (let i = 0; i < 5; i++) {
    const last = i === 4 ? 5 : i + 12;
    out += crypt64((digest[i]! << 16) | (digest[i + 6]! << 8) | digest[last]!, 4);
  }
  return out + crypt64(digest[11]!, 2);
}
