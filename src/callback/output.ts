import { writeSync } from 'node:fs';

/** Waiting for a reader that is slow: a pipe in non-blocking mode says EAGAIN. */
function nap(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Bytes of a host that are not UTF-8 (kept as lone surrogates) are shown as `?`, as Ansible shows them. */
export const printable = (text: string): string => text.replace(/[\ud800-\udfff]/gu, '?');

/**
 * What goes to stdout and stderr, in the order in which it was said. Texts are gathered for one turn of the event
 * loop, so that a burst of lines is one write; `flush` writes at once. A reader that went away (EPIPE) ends the
 * output of that stream quietly, as `ansible-playbook | head` does; the run goes on.
 */
export class Output {
  #parts: Array<{ fd: number; text: string }> = [];
  #size = 0;
  #scheduled = false;
  readonly #closed = new Set<number>();
  readonly #write: (fd: number, data: Buffer) => number;

  constructor(write: (fd: number, data: Buffer) => number = (fd, data) => writeSync(fd, data)) {
    this.#write = write;
  }

  /** Adds text for file descriptor 1 or 2. */
  add(fd: number, text: string): void {
    if (text === '' || this.#closed.has(fd)) return;
    const last = this.#parts[this.#parts.length - 1];
    if (last?.fd === fd) last.text += text;
    else this.#parts.push({ fd, text });
    this.#size += text.length;
    if (this.#size > 65536) this.flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
  }

  /** Writes all that waits. */
  flush(): void {
    if (this.#parts.length === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#size = 0;
    for (const { fd, text } of parts) this.#writeAll(fd, Buffer.from(printable(text), 'utf8'));
  }

  #writeAll(fd: number, data: Buffer): void {
    let rest = data;
    while (rest.length > 0 && !this.#closed.has(fd)) {
      try {
        rest = rest.subarray(this.#write(fd, rest));
      } catch (e) {
        const code = (e as NodeJS.ErrnoException).code;
        if (code === 'EAGAIN') nap(5);
        else if (code !== 'EINTR') this.#closed.add(fd);
      }
    }
  }
}
