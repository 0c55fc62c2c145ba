import { PyError } from '../../value/errors.ts';
import type { RegexFlags } from './python-re.ts';

/** A Python pattern as the source of a JavaScript RegExp with the flag `u`. */
export interface Translated {
  readonly source: string;
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  /** JavaScript's number of each of Python's groups. */
  readonly groups: readonly number[];
  readonly names: ReadonlyMap<string, number>;
  /** Texts longer than this may take long: repeats within repeats, or many of them, backtrack without end. */
  readonly safeLength: number;
}

const WORD = '\\p{L}\\p{N}_';
const DIGIT = '\\p{Nd}';
const SPACE =
  ' \\t\\n\\r\\f\\v\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const simple: Readonly<Record<string, string>> = {
  a: '\\x07',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
};

interface Mode {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
  verbose: boolean;
  ascii: boolean;
}

interface Quantifier {
  readonly source: string;
  /** Without an upper bound. */
  readonly unbounded: boolean;
  /** It may match different numbers of times. */
  readonly varies: boolean;
  /** It may match more than once. */
  readonly repeats: boolean;
}

interface Piece {
  source: string;
  /** Nothing that may be repeated: an assertion, or an empty place. */
  fixed?: boolean;
  /** Can match one text in several lengths or ways: holds a repeat that varies, or alternatives. */
  loops: boolean;
}

/** Reads one Python pattern (docs.python.org/3/library/re.html) and writes JavaScript's. */
export class RegexTranslator {
  private at = 0;
  private jsGroups = 0;
  private readonly groups: number[] = [0];
  private readonly names = new Map<string, number>();
  private readonly open: number[] = [];
  private mode: Mode;
  private global: Mode;
  private loops = 0;
  private nested = false;

  constructor(
    private readonly text: string,
    flags: RegexFlags,
  ) {
    this.mode = {
      ignoreCase: !!flags.ignoreCase,
      multiline: !!flags.multiline,
      dotAll: !!flags.dotAll,
      verbose: !!flags.verbose,
      ascii: false,
    };
    this.global = this.mode;
  }

  translate(): Translated {
    this.leadingFlags();
    this.global = this.mode;
    const body = this.alternatives(0);
    if (this.at < this.text.length) this.fail('unbalanced parenthesis', this.at);
    const { ignoreCase, multiline, dotAll, verbose } = this.global;
    return {
      source: body.source,
      ignoreCase,
      multiline,
      dotAll,
      verbose,
      groups: this.groups,
      names: this.names,
      safeLength: this.nested || this.loops > 2 ? 24 : ([Infinity, 20_000, 1_000][this.loops] ?? 24),
    };
  }

  private fail(message: string, at: number): never {
    let where = `at position ${at}`;
    if (this.text.includes('\n')) {
      const before = this.text.slice(0, at);
      where += ` (line ${before.split('\n').length}, column ${at - before.lastIndexOf('\n')})`;
    }
    throw new PyError('error', `${message} ${where}`);
  }

  /** `(?i)` at the start sets flags for the whole pattern. */
  private leadingFlags(): void {
    for (;;) {
      const m = /^\(\?([aiLmsux]+)\)/.exec(this.text.slice(this.at));
      if (!m) return;
      this.mode = this.withFlags(this.mode, m[1]!, true);
      this.at += m[0].length;
    }
  }

  private withFlags(mode: Mode, letters: string, on: boolean): Mode {
    const out = { ...mode };
    for (const c of letters) {
      if (c === 'i') out.ignoreCase = on;
      else if (c === 'm') out.multiline = on;
      else if (c === 's') out.dotAll = on;
      else if (c === 'x') out.verbose = on;
      else if (c === 'a') out.ascii = on;
    }
    return out;
  }

  private alternatives(start: number): Piece {
    const parts: string[] = [];
    let loops = false;
    for (;;) {
      const p = this.sequence(start);
      parts.push(p.source);
      loops ||= p.loops;
      if (this.text[this.at] !== '|') break;
      this.at++;
      loops = true;
    }
    return { source: parts.join('|'), loops };
  }

  private sequence(_start: number): Piece {
    let source = '';
    let loops = false;
    while (this.at < this.text.length) {
      const c = this.text[this.at]!;
      if (c === '|' || c === ')') break;
      if (this.mode.verbose && /\s/.test(c)) {
        this.at++;
        continue;
      }
      if (this.mode.verbose && c === '#') {
        while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
        continue;
      }
      const from = this.at;
      const piece = this.repeated(this.atom(), from);
      source += piece.source;
      loops ||= piece.loops;
    }
    return { source, loops };
  }

  private repeated(piece: Piece, from: number): Piece {
    let times = 0;
    let out = piece;
    for (;;) {
      const start = this.at;
      const q = this.quantifier();
      if (!q) return out;
      if (piece.fixed && piece.source === '') this.fail('nothing to repeat', start);
      if (times++) this.fail('multiple repeat', start);
      const lazy = this.text[this.at] === '?' ? '?' : '';
      const possessive = !lazy && this.text[this.at] === '+';
      if (lazy || possessive) this.at++;
      if (q.unbounded) this.loops++;
      if (q.repeats && piece.loops) this.nested = true;
      const atom = piece.fixed ? `(?:${piece.source})` : piece.source;
      const source = atom + q.source + lazy;
      out = { source: possessive ? this.atomic(source, from) : source, loops: piece.loops || q.varies };
    }
  }

  /** Possessive and atomic: what a look-ahead took is taken as it is. */
  private atomic(source: string, from: number): string {
    if (/\(/.test(source.replace(/\\./g, '').replace(/\(\?[:=!]|\(\?<[=!]/g, '')))
      this.fail('groups inside an atomic group are not supported', from);
    const n = ++this.jsGroups;
    return `(?:(?=(${source}))\\${n})`;
  }

  private quantifier(): Quantifier | undefined {
    const c = this.text[this.at];
    if (c === '*' || c === '+' || c === '?') {
      this.at++;
      return { source: c, unbounded: c !== '?', varies: true, repeats: c !== '?' };
    }
    if (c !== '{') return undefined;
    const m = /^\{(\d*)(,?)(\d*)\}/.exec(this.text.slice(this.at));
    if (!m || (m[1] === '' && m[2] === '') || m[0] === '{}') return undefined;
    const [whole, low, comma, high] = m as unknown as [string, string, string, string];
    if (low === '' && high === '' && comma) {
      this.at += whole.length;
      return { source: '*', unbounded: true, varies: true, repeats: true };
    }
    if (high !== '' && Number(high) < Number(low || 0))
      this.fail('min repeat greater than max repeat', this.at);
    this.at += whole.length;
    return {
      source: `{${low || '0'}${comma}${high}}`,
      unbounded: comma !== '' && (high === '' || Number(high) > 1000),
      varies: comma !== '' && high !== low,
      repeats: high === '' ? comma !== '' || Number(low) > 1 : Number(high) > 1,
    };
  }

  private atom(): Piece {
    const at = this.at;
    const c = this.text[this.at++]!;
    switch (c) {
      case '.':
        return { source: this.mode.dotAll ? '[^]' : '[^\\n]', loops: false };
      case '^':
        return { source: this.mode.multiline ? '(?<![^\\n])' : '(?<![^])', fixed: true, loops: false };
      case '$':
        return { source: this.mode.multiline ? '(?![^\\n])' : '(?=\\n?(?![^]))', fixed: true, loops: false };
      case '[':
        return { source: this.set(at), loops: false };
      case '(':
        return this.group(at);
      case '\\':
        return this.escape(at);
      case '*':
      case '+':
      case '?':
        return this.fail('nothing to repeat', at);
    }
    if (c >= '\ud800' && c <= '\udbff' && this.text[this.at])
      return { source: c + this.text[this.at++], loops: false };
    return { source: this.literal(c), loops: false };
  }

  /** One character; where case is ignored here but not everywhere, both of its forms. */
  private literal(c: string): string {
    const plain = /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
    if (this.mode.ignoreCase === this.global.ignoreCase || c.toLowerCase() === c.toUpperCase()) return plain;
    if (!this.mode.ignoreCase) return plain;
    return `[${c.toLowerCase()}${c.toUpperCase()}]`;
  }

  private group(at: number): Piece {
    const rest = this.text.slice(this.at);
    if (rest[0] !== '?') return this.capture(at, undefined);
    let m: RegExpExecArray | null;
    m = /^\?P<([^>]*)>/.exec(rest);
    if (m) {
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(m[1]!))
        this.fail(m[1] === '' ? 'missing group name' : `bad character in group name '${m[1]}'`, this.at + 3);
      if (this.names.has(m[1]!))
        this.fail(
          `redefinition of group name '${m[1]}' as group ${this.groups.length}; was group ${this.names.get(m[1]!)}`,
          this.at + 3,
        );
      this.at += m[0].length;
      return this.capture(at, m[1]);
    }
    m = /^\?P=([^)]*)\)/.exec(rest);
    if (m) {
      const n = this.names.get(m[1]!);
      if (n === undefined) this.fail(`unknown group name '${m[1]}'`, this.at + 3);
      this.at += m[0].length;
      return { source: `(?:\\${this.groups[n!]!})`, loops: false };
    }
    m = /^\?#[^)]*/.exec(rest);
    if (m) {
      this.at += m[0].length;
      if (this.text[this.at] !== ')') this.fail('missing ), unterminated comment', at);
      this.at++;
      return { source: '', fixed: true, loops: false };
    }
    m = /^\?(:|=|!|<=|<!|>)/.exec(rest);
    if (m) {
      this.at += m[0].length;
      const inner = this.inside(at);
      if (m[1] === '>') return { source: this.atomic(inner.source, at), loops: inner.loops };
      return { source: `(?${m[1]}${inner.source})`, loops: inner.loops, fixed: m[1] !== ':' };
    }
    m = /^\?([aiLmsux]*)(?:-([imsx]+))?:/.exec(rest);
    if (m) {
      this.at += m[0].length;
      const outer = this.mode;
      this.mode = this.withFlags(this.withFlags(outer, m[1]!, true), m[2] ?? '', false);
      if (!this.mode.ignoreCase && this.global.ignoreCase) this.fail('(?-i:...) is not supported', at);
      const inner = this.inside(at);
      this.mode = outer;
      return { source: `(?:${inner.source})`, loops: inner.loops };
    }
    m = /^\?[aiLmsux]+\)/.exec(rest);
    if (m) this.fail('global flags not at the start of the expression', at);
    if (rest.startsWith('?(')) this.fail('a conditional group is not supported', at);
    if (rest.startsWith('?P')) this.fail(`unknown extension ?P${rest[2] ?? ''}`, at + 1);
    if (rest.length < 2) this.fail('unexpected end of pattern', this.at + 1);
    return this.fail(`unknown extension ?${rest[1] === '<' ? `<${rest[2] ?? ''}` : rest[1]}`, at + 1);
  }

  private inside(at: number): Piece {
    const inner = this.alternatives(at);
    if (this.text[this.at] !== ')') this.fail('missing ), unterminated subpattern', at);
    this.at++;
    return inner;
  }

  private capture(at: number, name: string | undefined): Piece {
    const js = ++this.jsGroups;
    const n = this.groups.push(js) - 1;
    if (name !== undefined) this.names.set(name, n);
    this.open.push(n);
    const inner = this.inside(at);
    this.open.pop();
    return { source: `(${inner.source})`, loops: inner.loops };
  }

  private wordClass(): string {
    return this.mode.ascii ? 'a-zA-Z0-9_' : WORD;
  }

  /** \d \w \s and their opposites as what stands in a set; undefined for other letters. */
  private category(c: string): string | undefined {
    const [digit, space] = this.mode.ascii ? ['0-9', ' \\t\\n\\r\\f\\v'] : [DIGIT, SPACE];
    switch (c) {
      case 'd':
        return digit;
      case 'w':
        return this.wordClass();
      case 's':
        return space;
    }
    return undefined;
  }

  private escape(at: number): Piece {
    const c = this.text[this.at++];
    if (c === undefined) return this.fail('bad escape (end of pattern)', at);
    const lower = c.toLowerCase();
    const cls = this.category(lower);
    if (cls !== undefined) return { source: `[${c === lower ? '' : '^'}${cls}]`, loops: false };
    const w = this.wordClass();
    switch (c) {
      case 'A':
        return { source: '(?<![^])', fixed: true, loops: false };
      case 'Z':
        return { source: '(?![^])', fixed: true, loops: false };
      case 'b':
        return { source: `(?:(?<![${w}])(?=[${w}])|(?<=[${w}])(?![${w}]))`, fixed: true, loops: false };
      case 'B':
        return { source: `(?:(?<![${w}])(?![${w}])|(?<=[${w}])(?=[${w}]))`, fixed: true, loops: false };
    }
    if (c >= '1' && c <= '9') return this.backreference(at);
    // JavaScript takes this escape in sets only
    if (c === '-') return { source: c, loops: false };
    return { source: this.character(c, at), loops: false };
  }

  private backreference(at: number): Piece {
    const octal = /^[0-3][0-7]{2}/.exec(this.text.slice(this.at - 1));
    if (octal) {
      this.at += 2;
      return { source: `\\x${Number.parseInt(octal[0], 8).toString(16).padStart(2, '0')}`, loops: false };
    }
    const digits = /^\d{1,2}/.exec(this.text.slice(this.at - 1))![0];
    this.at += digits.length - 1;
    const n = Number(digits);
    if (n >= this.groups.length) this.fail(`invalid group reference ${n}`, at + 1);
    if (this.open.includes(n)) this.fail('cannot refer to an open group', at);
    return { source: `(?:\\${this.groups[n]!})`, loops: false };
  }

  /** An escaped single character, in a set or outside. */
  private character(c: string, at: number): string {
    if (simple[c] !== undefined) return simple[c];
    if (c === '0') {
      const digits = /^[0-7]{0,2}/.exec(this.text.slice(this.at))![0];
      this.at += digits.length;
      return `\\x${Number.parseInt(`0${digits}`, 8).toString(16).padStart(2, '0')}`;
    }
    const width = { x: 2, u: 4, U: 8 }[c];
    if (width !== undefined) {
      const hex = new RegExp(`^[0-9a-fA-F]{0,${width}}`).exec(this.text.slice(this.at))![0];
      if (hex.length < width) this.fail(`incomplete escape \\${c}${hex}`, at);
      this.at += width;
      return `\\u{${hex}}`;
    }
    if (/[A-Za-z]/.test(c)) this.fail(`bad escape \\${c}`, at);
    return /[\\^$.*+?()[\]{}|/-]/.test(c) ? `\\${c}` : c;
  }

  private set(at: number): string {
    let out = '';
    const negated = this.text[this.at] === '^';
    if (negated) this.at++;
    const first = this.at;
    for (;;) {
      if (this.at >= this.text.length) this.fail('unterminated character set', at);
      if (this.text[this.at] === ']' && this.at > first) break;
      const from = this.at;
      const low = this.setMember();
      if (this.text[this.at] !== '-' || this.text[this.at + 1] === ']' || this.at + 1 >= this.text.length) {
        out += low.source;
        continue;
      }
      this.at++;
      const high = this.setMember();
      const shown = this.text.slice(from, this.at);
      if (low.code === undefined || high.code === undefined || high.code < low.code)
        this.fail(`bad character range ${shown}`, from);
      out += `${low.source}-${high.source}`;
      if (this.mode.ignoreCase !== this.global.ignoreCase) out += bothCases(low.code!, high.code!);
    }
    this.at++;
    return `[${negated ? '^' : ''}${out}]`;
  }

  private setMember(): { source: string; code?: number } {
    const at = this.at;
    const point = String.fromCodePoint(this.text.codePointAt(this.at)!);
    this.at += point.length;
    if (point !== '\\') {
      const source =
        /[\\\]^[\-/&~#!%@`<>=:;,"$.*+?(){}|]/.test(point) && /[\\\]^[\-/$.*+?(){}|]/.test(point)
          ? `\\${point}`
          : point;
      const both =
        this.mode.ignoreCase !== this.global.ignoreCase && point.toLowerCase() !== point.toUpperCase()
          ? point.toLowerCase() + point.toUpperCase()
          : source;
      return {
        source: both === source || this.text[this.at] === '-' ? source : both,
        code: point.codePointAt(0)!,
      };
    }
    const c = this.text[this.at++];
    if (c === undefined) return this.fail('unterminated character set', at);
    const cls = this.category(c.toLowerCase());
    if (cls !== undefined) {
      if (c === c.toLowerCase()) return { source: cls };
      if (c === 'D') return { source: this.mode.ascii ? '\\D' : '\\P{Nd}' };
      if (c === 'S') return { source: '\\S' };
      return {
        source: this.mode.ascii
          ? '\\W'
          : '\\p{M}\\p{P}\\p{S}\\p{Z}\\p{C}'
              .replace('\\p{P}', '[\\p{P}--_]')
              .replace(
                '[\\p{P}--_]',
                '\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\u203f\\u2040\\u2054\\ufe33\\ufe34\\ufe4d-\\ufe4f\\uff3f',
              ),
      };
    }
    if (c === 'b') return { source: '\\x08', code: 8 };
    if (c >= '1' && c <= '7') {
      const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at - 1))![0];
      this.at += octal.length - 1;
      const code = Number.parseInt(octal, 8);
      return { source: `\\u{${code.toString(16)}}`, code };
    }
    const source = this.character(c, at);
    const hex = /^\\(?:x([0-9a-f]{2})|u\{([0-9a-fA-F]+)\})$/.exec(source);
    const named: Readonly<Record<string, number>> = { '\\f': 12, '\\n': 10, '\\r': 13, '\\t': 9, '\\v': 11 };
    const code = hex ? Number.parseInt(hex[1] ?? hex[2]!, 16) : (named[source] ?? c.codePointAt(0)!);
    return { source, code };
  }
}

/** The other case of the letters in a range of ASCII. */
function bothCases(low: number, high: number): string {
  let out = '';
  for (let n = Math.max(low, 65); n <= Math.min(high, 122); n++) {
    const c = String.fromCharCode(n);
    if (/[A-Z]/.test(c)) out += c.toLowerCase();
    else if (/[a-z]/.test(c)) out += c.toUpperCase();
  }
  return out;
}
