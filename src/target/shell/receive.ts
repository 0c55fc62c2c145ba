import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { TargetError } from '../types.ts';
import { writeAll } from '../write-all.ts';

/** Takes a file's bytes as they come. A promise holds the sender back. */
export interface Receiver {
  take(chunk: Uint8Array): Promise<void> | undefined;
  /** Throws TargetError where anything could not be written. */
  end(): Promise<void>;
}

const failed = (path: string, error: unknown): TargetError =>
  new TargetError((error as NodeJS.ErrnoException).code ?? 'EIO', 'open', path);

/** Into a new private file of the control node. */
export function plainReceiver(path: string): Receiver {
  const out = createWriteStream(path, { mode: 0o600 });
  let error: unknown;
  const closed = new Promise<void>((resolve) => {
    out.on('error', (e) => {
      error = e;
    });
    out.on('close', resolve);
  });
  return {
    take: (chunk) =>
      out.write(chunk) || error !== undefined
        ? undefined
        : Promise.race([once(out, 'drain'), closed]).then(
            () => {},
            () => {},
          ),
    end: async () => {
      out.end();
      await closed;
      if (error !== undefined) throw failed(path, error);
    },
  };
}

const block = 4096;
const zeros = Buffer.alloc(64 * 1024);
const empty = (b: Uint8Array): boolean => zeros.subarray(0, b.length).equals(b);

/** As plainReceiver, with holes where nothing but zeros comes. */
export function sparseReceiver(path: string): Receiver {
  let file: Promise<FileHandle> | undefined;
  let error: unknown;
  let at = 0;
  let rest = Buffer.alloc(0);
  let queue = Promise.resolve();
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (error !== undefined) return;
    try {
      file ??= open(path, 'w', 0o600);
      const handle = await file;
      for (let from = 0; from < bytes.length; ) {
        let to = from;
        const hole = empty(bytes.subarray(from, from + block));
        while (to < bytes.length && empty(bytes.subarray(to, to + block)) === hole) to += block;
        to = Math.min(to, bytes.length);
        if (!hole) await writeAll(handle, bytes.subarray(from, to), at + from);
        from = to;
      }
      at += bytes.length;
    } catch (e) {
      error = e;
    }
  };
  return {
    take: (chunk) => {
      const all = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
      const whole = all.length - (all.length % block);
      rest = all.subarray(whole);
      if (whole === 0) return undefined;
      queue = queue.then(() => put(all.subarray(0, whole)));
      return queue;
    },
    end: async () => {
      await queue;
      await put(rest);
      try {
        file ??= open(path, 'w', 0o600);
        const handle = await file;
        await handle.truncate(at);
        await handle.close();
      } catch (e) {
        error ??= e;
      }
      if (error !== undefined) throw failed(path, error);
    },
  };
}
