import type { FileHandle } from 'node:fs/promises';

/** Writes all of the bytes at a place of a file. One write may take some of them only, where the disk is nearly full. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}
