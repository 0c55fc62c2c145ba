import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { osErrorText } from '../../../target/errno.ts';
import { TargetError } from '../../../target/types.ts';
import { writeAll } from '../../../target/write-all.ts';
import { type HttpContext, HttpFailure, type HttpRequest, type HttpResponse } from './types.ts';

const step = 4 << 20;

/** A file:// address of this machine: copied in large steps, the next read while the last is hashed and written. */
export async function copyLocalFile(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const path = fileURLToPath(new URL(request.url));
  const stat = await ctx.target.stat(path).catch(() => undefined);
  if (stat === undefined)
    throw new HttpFailure(`Request failed: <urlopen error [Errno 2] No such file or directory: '${path}'>`);
  const headers = new Map([
    ['content-length', String(stat.size)],
    ['last-modified', new Date(stat.mtime * 1000).toUTCString()],
  ]);
  const answer = { status: 200, reason: 'OK', url: request.url, redirected: false, headers, cookies: [] };
  const refused = (e: unknown): HttpFailure =>
    new HttpFailure(
      `Request failed: <urlopen error ${osErrorText(new TargetError((e as { code?: string }).code ?? 'EIO', 'open', path), false)}>`,
    );
  if (request.into === undefined) {
    const body = await ctx.target.readFile(path).catch((e: unknown) => {
      throw refused(e);
    });
    return { ...answer, body, size: stat.size, digests: {} };
  }
  if (stat.type === 'directory') throw refused({ code: 'EISDIR' });
  const hashes = request.hashes.map((h) => [h, createHash(h)] as const);
  const from = await open(path, 'r').catch((e: unknown) => {
    throw refused(e);
  });
  let to: FileHandle | undefined;
  try {
    to = await open(request.into, 'w');
    let buffers = [Buffer.allocUnsafe(step), Buffer.allocUnsafe(step)] as const;
    let at = 0;
    let shown = Date.now();
    let pending = from.read(buffers[0], 0, step, 0);
    for (;;) {
      const { bytesRead } = await pending;
      if (bytesRead === 0) break;
      ctx.signal.throwIfAborted();
      const chunk = buffers[0].subarray(0, bytesRead);
      const written = writeAll(to, chunk, at);
      at += bytesRead;
      pending = from.read(buffers[1], 0, step, at);
      // where the writing fails first, nobody waits for it any more
      pending.catch(() => undefined);
      for (const [, h] of hashes) h.update(chunk);
      await written;
      buffers = [buffers[1], buffers[0]];
      if (Date.now() - shown > 2000) {
        shown = Date.now();
        ctx.live(`${request.url}: ${(at / 1048576).toFixed(1)} MB of ${(stat.size / 1048576).toFixed(1)} MB`);
      }
    }
    return {
      ...answer,
      body: Buffer.alloc(0),
      size: at,
      digests: Object.fromEntries(hashes.map(([n, h]) => [n, h.digest('hex')])),
    };
  } finally {
    await from.close();
    await to?.close();
  }
}
