/** How much of a stream is worth keeping in memory. */
export interface OutputLimit {
  readonly bytes: number;
  readonly lines: number;
}

/** Chunks of a stream; past the limit none is kept, and those that were are let go. */
export class Collected {
  truncated = false;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #lines = 0;

  constructor(private readonly limit?: OutputLimit) {}

  add(chunk: Buffer): void {
    if (this.truncated) return;
    this.#chunks.push(chunk);
    if (this.limit === undefined) return;
    this.#bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.#lines++;
    if (this.#bytes <= this.limit.bytes && this.#lines <= this.limit.lines) return;
    this.truncated = true;
    this.#chunks = [];
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
