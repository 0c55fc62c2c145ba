import { Collected, type OutputLimit } from '../collected.ts';

/**
 * Cuts one operation's output out of a stream: what lies between the first marker line and the second. The first may
 * carry text up to its line's end, the second too.
 */
export class FrameReader {
  readonly #marker: Buffer;
  #kept: Buffer = Buffer.alloc(0);
  #state: 'before' | 'head' | 'body' | 'tail' | 'done' = 'before';
  readonly #body: Collected;
  #text = '';
  /** What came before the first marker, at most some kilobytes: noise, or the reason why there is no marker. */
  noise = '';

  constructor(
    marker: string,
    private readonly events: {
      readonly begin?: ((head: string) => void) | undefined;
      readonly data?: ((chunk: Buffer) => void) | undefined;
      readonly end: (tail: string) => void;
      readonly discard?: boolean | undefined;
      readonly limit?: OutputLimit | undefined;
    },
  ) {
    this.#body = new Collected(events.limit);
    this.#marker = Buffer.from(marker, 'latin1');
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  body(): Buffer {
    return this.#body.bytes();
  }

  get truncated(): boolean {
    return this.#body.truncated;
  }

  /** Takes a chunk; gives back what follows the frame. */
  push(chunk: Buffer): Buffer | undefined {
    let rest = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    this.#kept = Buffer.alloc(0);
    while (rest.length > 0) {
      if (this.#state === 'done') return rest;
      if (this.#state === 'head' || this.#state === 'tail') {
        const end = rest.indexOf(10);
        if (end < 0) {
          this.#kept = rest;
          return undefined;
        }
        this.#text = rest.toString('latin1', 0, end);
        rest = rest.subarray(end + 1);
        if (this.#state === 'head') {
          this.#state = 'body';
          this.events.begin?.(this.#text);
        } else {
          this.#state = 'done';
          this.events.end(this.#text);
        }
        continue;
      }
      const at = rest.indexOf(this.#marker);
      if (at >= 0) {
        this.#take(rest.subarray(0, at));
        rest = rest.subarray(at + this.#marker.length);
        this.#state = this.#state === 'before' ? 'head' : 'tail';
        continue;
      }
      const hold = this.#partial(rest);
      this.#take(rest.subarray(0, rest.length - hold));
      this.#kept = hold === 0 ? Buffer.alloc(0) : Buffer.from(rest.subarray(rest.length - hold));
      return undefined;
    }
    return undefined;
  }

  #take(chunk: Buffer): void {
    if (chunk.length === 0) return;
    if (this.#state === 'before') {
      if (this.noise.length < 8192) this.noise += chunk.toString('utf8');
      return;
    }
    if (!this.events.discard) this.#body.add(chunk);
    this.events.data?.(chunk);
  }

  /** How many bytes at the end may be the start of a marker. */
  #partial(bytes: Buffer): number {
    const m = this.#marker;
    for (let n = Math.min(m.length - 1, bytes.length); n > 0; n--) {
      if (bytes.subarray(bytes.length - n).equals(m.subarray(0, n))) return n;
    }
    return 0;
  }
}
