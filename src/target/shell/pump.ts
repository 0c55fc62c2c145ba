import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';

const size = 256 * 1024;

/**
 * Writes a file of the control node into a stream and ends it; rejects where the file cannot be read. One buffer for
 * all: a read stream's own chunks pile up until they are collected. Stops where the stream is gone.
 */
export async function pumpFile(path: string, to: Writable): Promise<void> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(size);
    while (!to.destroyed && !to.writableEnded) {
      const { bytesRead } = await file.read(buffer, 0, size, null);
      if (bytesRead === 0) {
        to.end();
        return;
      }
      if (!(await written(to, buffer.subarray(0, bytesRead)))) return;
    }
  } finally {
    await file.close();
  }
}

/** Resolves when the stream has taken the bytes and the buffer is free again; false where it is gone. */
const written = (to: Writable, bytes: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const gone = (): void => resolve(false);
    to.once('close', gone);
    to.write(bytes, (error) => {
      to.removeListener('close', gone);
      resolve(error === null || error === undefined);
    });
  });
