/** A syntax error at a place of the text; line and column count from 1. */
export class YamlProblem extends Error {
  /** What was being read, and since where: libyaml's context. */
  context: { readonly text: string; readonly line: number; readonly column: number } | undefined;

  constructor(
    readonly problem: string,
    readonly line: number,
    readonly column: number,
    /** The part of PyYAML whose error this is: ScannerError, ParserError ... */
    readonly stage: 'Scanner' | 'Parser' | 'Composer' | 'Constructor' = 'Scanner',
  ) {
    super(problem);
  }

  /** Notes the context, unless one is known. */
  within(text: string, line: number, column: number): this {
    this.context ??= { text, line, column };
    return this;
  }

  /** The whole text of PyYAML's error. */
  report(file = '<unicode string>'): string {
    const mark = (line: number, column: number): string => `  in "${file}", line ${line}, column ${column}`;
    const c = this.context;
    const out = c === undefined ? [] : [c.text];
    if (c !== undefined && (c.line !== this.line || c.column !== this.column))
      out.push(mark(c.line, c.column));
    return [...out, this.problem, mark(this.line, this.column)].join('\n');
  }
}

export const isBreak = (c: number): boolean =>
  c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
export const isBlank = (c: number): boolean => c === 32 || c === 9;
/** A blank, a line break, or the end of the text. */
export const isBlankZ = (c: number): boolean => c === 32 || c === 9 || c === 10 || c === 0 || isBreak(c);
export const isBreakZ = (c: number): boolean => c === 10 || c === 0 || isBreak(c);
export const isAlnum = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95 || c === 45;

/** A place in the text. The text ends with NULs, so that looking ahead needs no bounds. */
export class Cursor {
  readonly s: string;
  p = 0;
  line = 0;
  lineStart = 0;
  readonly #wide: boolean;
  readonly #counted = { lineStart: 0, p: 0, column: 0 };
  /** A column that is set at the end of the stream, where libyaml begins a new line of its own. */
  #atEnd = false;

  constructor(text: string) {
    this.s = text + '\0\0\0\0';
    this.#wide = /[\ud800-\udbff]/.test(text);
  }
  /** The character `ahead` places on, as a UTF-16 code. */
  at(ahead = 0): number {
    return this.s.charCodeAt(this.p + ahead);
  }
  /** Column from 0, in characters. */
  get column(): number {
    if (this.#atEnd) return 0;
    if (!this.#wide) return this.p - this.lineStart;
    // counted on from where it was asked for last: a line may be long, and hold many tokens
    const m = this.#counted;
    if (m.lineStart !== this.lineStart || m.p > this.p) {
      m.lineStart = m.p = this.lineStart;
      m.column = 0;
    }
    for (; m.p < this.p; m.p++) {
      const c = this.s.charCodeAt(m.p);
      if (c < 0xdc00 || c > 0xdfff) m.column++;
    }
    return m.column;
  }
  /** Steps over one line break, whatever its form. */
  skipLine(): void {
    const c = this.at();
    this.p += c === 13 && this.at(1) === 10 ? 2 : 1;
    this.line++;
    this.lineStart = this.p;
  }
  /** Steps over one line break and returns it as it counts in a scalar. */
  readLine(): string {
    const c = this.at();
    this.skipLine();
    return c === 0x2028 ? '\u2028' : c === 0x2029 ? '\u2029' : '\n';
  }
  endStream(): void {
    if (this.column !== 0) this.line++;
    this.#atEnd = true;
  }
  /** `---` or `...` at the start of a line. */
  atDocumentIndicator(): boolean {
    if (this.p !== this.lineStart) return false;
    const c = this.at();
    return (c === 45 || c === 46) && this.at(1) === c && this.at(2) === c && isBlankZ(this.at(3));
  }
  fail(problem: string): YamlProblem {
    return new YamlProblem(problem, this.line + 1, this.column + 1);
  }
}
