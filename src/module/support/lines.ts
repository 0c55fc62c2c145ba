/** Cuts a byte stream into lines for live output; the tail comes with `end`. */
export class LineCutter {
  #rest = '';
  readonly #decoder = new TextDecoder();
  constructor(private readonly line: (text: string) => void) {}
  readonly write = (chunk: Uint8Array): void => {
    const parts = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = parts.pop()!;
    for (const p of parts) this.line(p.endsWith('\r') ? p.slice(0, -1) : p);
  };
  end(): void {
    if (this.#rest !== '') this.line(this.#rest);
    this.#rest = '';
  }
}

/** Handlers of ExecOptions that hand output on as lines, stdout and stderr apart; call `end` when the command is over. */
export function liveLines(line: (text: string) => void): {
  readonly onStdout: (chunk: Uint8Array) => void;
  readonly onStderr: (chunk: Uint8Array) => void;
  readonly end: () => void;
} {
  const out = new LineCutter(line);
  const err = new LineCutter(line);
  return {
    onStdout: out.write,
    onStderr: err.write,
    end: () => {
      out.end();
      err.end();
    },
  };
}
