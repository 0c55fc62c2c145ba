import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/**
 * `bytes` bytes of the kernel's randomness, as lower-case hex digits. Read from /dev/urandom: node:crypto is the same
 * source, but loading it costs a short run as much as the rest of its work; it serves where there is no such device.
 */
export function randomHex(bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  let fd: number;
  try {
    fd = openSync('/dev/urandom', 'r');
  } catch {
    return randomBytes(bytes).toString('hex');
  }
  try {
    let have = 0;
    while (have < bytes) {
      const got = readSync(fd, buffer, have, bytes - have, null);
      if (got === 0) return randomBytes(bytes).toString('hex');
      have += got;
    }
  } finally {
    closeSync(fd);
  }
  return buffer.toString('hex');
}
