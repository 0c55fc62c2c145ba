import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** A file of a tar stream; `name` uses plain slashes. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly data: Uint8Array | { readonly file: string };
}

const block = 512;

function header(name: string, size: number, type: string, mtime: number): Buffer {
  const h = Buffer.alloc(block);
  const bytes = Buffer.from(name);
  bytes.copy(h, 0, 0, 100);
  h.write('0000600\0', 100);
  h.write('0000000\0', 108);
  h.write('0000000\0', 116);
  if (size < 8 ** 11) h.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    // base 256, as GNU's and busybox's tar read it
    h[124] = 0x80;
    let rest = size;
    for (let i = 135; i > 125; i--) {
      h[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }
  h.write(`${mtime.toString(8).padStart(11, '0')}\0`, 136);
  h.write('        ', 148);
  h.write(type, 156);
  h.write('ustar  \0', 257);
  let sum = 0;
  for (const b of h) sum += b;
  h.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return h;
}

const padding = (size: number): Buffer => Buffer.alloc((block - (size % block)) % block);

/**
 * A tar stream of files, made as it is read: small ones gathered into chunks, large ones from the disk. Throws where a
 * file has changed its size since it was looked at.
 */
export async function* tarStream(entries: Iterable<TarEntry>): AsyncGenerator<Uint8Array> {
  const mtime = Math.floor(Date.now() / 1000);
  let waiting: Uint8Array[] = [];
  let length = 0;
  const add = (...parts: Uint8Array[]): void => {
    for (const p of parts) {
      waiting.push(p);
      length += p.length;
    }
  };
  const take = (): Buffer => {
    const all = Buffer.concat(waiting);
    waiting = [];
    length = 0;
    return all;
  };
  for (const { name, size, data } of entries) {
    const bytes = Buffer.from(name);
    if (bytes.length >= 100)
      add(
        header('././@LongLink', bytes.length + 1, 'L', mtime),
        bytes,
        Buffer.from([0]),
        padding(bytes.length + 1),
      );
    add(header(name, size, '0', mtime));
    if (data instanceof Uint8Array) add(data);
    else if (size <= 1 << 20) {
      const content = await readFile(data.file);
      if (content.length !== size) throw new Error(`${data.file} changed while it was copied`);
      add(content);
    } else {
      yield take();
      let seen = 0;
      for await (const chunk of createReadStream(data.file, { highWaterMark: 64 * 1024 })) {
        seen += (chunk as Buffer).length;
        if (seen > size) break;
        yield chunk as Buffer;
      }
      if (seen !== size) throw new Error(`${data.file} changed while it was copied`);
    }
    add(padding(size));
    if (length > 64 * 1024) yield take();
  }
  add(Buffer.alloc(2 * block));
  yield take();
}
