/** Cuts a byte stream into lines for live output; the tail comes with `end`. */
export class LineCutter {
  #rest = '';
  readonly #decoder = new TextDecoder();
  constructor(private readonly line: (text: string) => void) {}
  readonly write = (chunk: Uint8Array): void => {
    const text = this.#decoder.decode(chunk, { stream: true });
    const first = text.indexOf('\n');
    if (first < 0) {
      // of a line without end only its beginning is shown
      if (this.#rest.length < longestLine) this.#rest += text.slice(0, longestLine);
      return;
    }
    const parts = text.split('\n');
    parts[0] = this.#rest + parts[0];
    this.#rest = parts.pop()!.slice(0, longestLine);
    for (const p of parts) this.line(p.endsWith('\r') ? p.slice(0, -1) : p);
  };
  end(): void {
    if (this.#rest !== '') this.line(this.#rest);
    this.#rest = '';
  }
}

const longestLine = 1 << 16;

/**
 * What a command's result may hold: past it the module says so. A result is text several times over (stdout, its lines,
 * what callbacks print), and V8 has no string of more than 512 MB.
 */
export const outputLimit = { bytes: 128 << 20, lines: 5_000_000 } as const;

export const tooMuchOutput = `The command's output is more than ${outputLimit.bytes >> 20} MB or ${outputLimit.lines} lines, which is more than a result holds. Send it to a file.`;

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
