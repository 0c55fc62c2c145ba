import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { writeAll } from '../../../target/write-all.ts';
import type { HttpContext, HttpRequest } from './types.ts';

/** Where the body of an answer goes: into the file (hashed on its way) for a 2xx one, else into memory. */
export class BodySink {
  /** Bytes that came over the wire. */
  received = 0;
  #size = 0;
  #hashes = new Map<string, Hash>();
  #chunks: Buffer[] = [];
  #shown = Date.now();

  private constructor(
    private readonly ctx: HttpContext,
    private readonly request: HttpRequest,
    private readonly file: FileHandle | undefined,
    private readonly total: number | undefined,
    private readonly gzip: boolean,
    readonly canResume: boolean,
  ) {
    this.#newHashes();
  }

  static async open(
    ctx: HttpContext,
    request: HttpRequest,
    status: number,
    headers: ReadonlyMap<string, string>,
    gzip: boolean,
  ): Promise<BodySink> {
    const toFile = request.into !== undefined && status >= 200 && status < 300;
    const length = headers.get('content-length');
    const resumable =
      toFile &&
      !gzip &&
      request.method === 'GET' &&
      headers.get('accept-ranges') !== 'none' &&
      (headers.has('etag') || headers.has('last-modified') || headers.has('accept-ranges'));
    return new BodySink(
      ctx,
      request,
      toFile ? await open(request.into!, 'w') : undefined,
      length === undefined ? undefined : Number(length),
      gzip,
      resumable,
    );
  }

  #newHashes(): void {
    this.#hashes = new Map(this.request.hashes.map((h) => [h, createHash(h)]));
  }

  async take(body: Readable): Promise<void> {
    const source = this.gzip ? body.pipe(createGunzip()) : body;
    if (this.gzip) body.on('error', (e) => source.destroy(e));
    for await (const chunk of source) await this.#put(chunk as Buffer);
  }

  async #put(chunk: Buffer): Promise<void> {
    const at = this.#size;
    this.received += chunk.length;
    this.#size += chunk.length;
    if (this.file === undefined) {
      this.#chunks.push(chunk);
      return;
    }
    const written = writeAll(this.file, chunk, at);
    for (const h of this.#hashes.values()) h.update(chunk);
    await written;
    if (Date.now() - this.#shown > 2000) {
      this.#shown = Date.now();
      const of =
        this.total === undefined || this.gzip
          ? ''
          : ` of ${mega(this.total)} (${Math.floor((this.received / this.total) * 100)}%)`;
      this.ctx.live(`${this.request.url}: ${mega(this.received)}${of}`);
    }
  }

  /** Forgets what came, where the server gives the whole anew. */
  async restart(): Promise<void> {
    this.received = 0;
    this.#size = 0;
    this.#newHashes();
    await this.file?.truncate(0);
  }

  async finish(): Promise<{ body: Buffer; size: number; digests: Record<string, string> }> {
    const digests =
      this.file === undefined
        ? {}
        : Object.fromEntries([...this.#hashes].map(([n, h]) => [n, h.digest('hex')]));
    return { body: Buffer.concat(this.#chunks), size: this.file === undefined ? 0 : this.#size, digests };
  }

  async close(): Promise<void> {
    await this.file?.close();
  }
}

const mega = (bytes: number): string => `${(bytes / 1048576).toFixed(1)} MB`;
