import { Cursor, isBlankZ, isBreak, YamlProblem } from './cursor.ts';
import { scanBlock, scanPlain, scanQuoted } from './scan-scalar.ts';
import { type Directive, scanAnchor, scanDirective, scanTag } from './scan-tag.ts';

export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence'
  | 'block-mapping'
  | 'block-end'
  | '['
  | ']'
  | '{'
  | '}'
  | '-'
  | ','
  | '?'
  | ':'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A token; line and column count from 0. */
export interface Token {
  readonly type: TokenType;
  readonly line: number;
  readonly column: number;
  /** A scalar's text, an anchor's or alias's name, a tag's suffix. */
  readonly text: string;
  readonly style: ScalarStyle | undefined;
  readonly handle: string | undefined;
  readonly directive: Directive | undefined;
}

interface SimpleKey {
  possible: boolean;
  required: boolean;
  token: number;
  line: number;
  column: number;
  index: number;
}

/**
 * YAML 1.1 text as tokens, as libyaml gives them (its texts and places of errors too). A key needs no mark of its
 * own (`a: 1`), so every place where one may start is kept until a `:` shows that it was one.
 * Source: yaml.org/spec/1.1, and what CSafeLoader answers to test/yaml's corpus.
 */
export class Scanner {
  readonly #c: Cursor;
  #queue: Token[] = [];
  #head = 0;
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  #flow = 0;
  #keyAllowed = true;
  readonly #keys: SimpleKey[] = [noKey()];
  #ended = false;

  constructor(text: string) {
    this.#c = new Cursor(text);
    if (this.#c.at() === 0xfeff) {
      // A byte order mark is no part of the first line.
      this.#c.p++;
      this.#c.lineStart++;
    }
  }

  peek(): Token {
    this.#fill();
    return this.#queue[this.#head]!;
  }
  next(): Token {
    this.#fill();
    const t = this.#queue[this.#head]!;
    if (t.type !== 'stream-end') {
      this.#head++;
      this.#taken++;
      if (this.#head > 512) {
        this.#queue = this.#queue.slice(this.#head);
        this.#head = 0;
      }
    }
    return t;
  }

  #fill(): void {
    for (;;) {
      let more = this.#head === this.#queue.length;
      if (!more)
        for (const k of this.#keys)
          if (this.#valid(k) && k.token === this.#taken) {
            more = true;
            break;
          }
      if (!more || this.#ended) return;
      try {
        this.#fetch();
      } catch (e) {
        if (e instanceof YamlProblem) explain(e, this.#c.s, this.#start);
        throw e;
      }
    }
  }

  #push(
    type: TokenType,
    line: number,
    column: number,
    text = '',
    style?: ScalarStyle,
    handle?: string,
    directive?: Directive,
  ): void {
    this.#queue.push({ type, line, column, text, style, handle, directive });
  }

  #valid(k: SimpleKey): boolean {
    if (!k.possible) return false;
    if (k.line < this.#c.line || k.index + 1024 < this.#c.p) {
      if (k.required)
        throw this.#c
          .fail("could not find expected ':'")
          .within('while scanning a simple key', k.line + 1, k.column + 1);
      k.possible = false;
      return false;
    }
    return true;
  }
  #removeKey(): void {
    const k = this.#keys[this.#keys.length - 1]!;
    if (k.possible && k.required)
      throw this.#c
        .fail("could not find expected ':'")
        .within('while scanning a simple key', k.line + 1, k.column + 1);
    k.possible = false;
  }
  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const c = this.#c;
    const column = c.column;
    this.#removeKey();
    const k = this.#keys[this.#keys.length - 1]!;
    k.possible = true;
    k.required = this.#flow === 0 && this.#indent === column;
    k.token = this.#taken + this.#queue.length - this.#head;
    k.line = c.line;
    k.column = column;
    k.index = c.p;
  }

  #roll(column: number, type: 'block-sequence' | 'block-mapping', line: number, at?: number): void {
    if (this.#flow > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    const token: Token = {
      type,
      line,
      column,
      text: '',
      style: undefined,
      handle: undefined,
      directive: undefined,
    };
    if (at === undefined) this.#queue.push(token);
    else this.#queue.splice(at, 0, token);
  }
  #unroll(column: number): void {
    if (this.#flow > 0) return;
    while (this.#indent > column) {
      this.#push('block-end', this.#c.line, this.#c.column);
      this.#indent = this.#indents.pop()!;
    }
  }

  #toNextToken(): void {
    const c = this.#c;
    for (;;) {
      if (c.p === c.lineStart && c.at() === 0xfeff) c.p++;
      for (let ch = c.at(); ch === 32 || (ch === 9 && (this.#flow > 0 || !this.#keyAllowed)); ch = c.at())
        c.p++;
      if (c.at() === 35) {
        let ch = c.at();
        while (ch !== 0 && !isBreak(ch)) {
          c.p++;
          ch = c.at();
        }
      }
      if (!isBreak(c.at())) return;
      c.skipLine();
      if (this.#flow === 0) this.#keyAllowed = true;
    }
  }

  /** Where the token that is being read begins. */
  readonly #start = { p: 0, line: 0, column: 0 };

  #fetch(): void {
    const c = this.#c;
    this.#toNextToken();
    for (const k of this.#keys) this.#valid(k);
    const ch = c.at();
    if (ch === 0) {
      c.endStream();
      this.#unroll(-1);
      this.#removeKey();
      this.#keyAllowed = false;
      this.#push('stream-end', c.line, c.column);
      this.#ended = true;
      return;
    }
    const column = c.column;
    const line = c.line;
    this.#start.p = c.p;
    this.#start.line = line;
    this.#start.column = column;
    this.#unroll(column);
    if (column === 0) {
      if (ch === 37) {
        this.#unroll(-1);
        this.#removeKey();
        this.#keyAllowed = false;
        const directive = scanDirective(c);
        this.#push('directive', line, column, '', undefined, undefined, directive);
        return;
      }
      if (c.atDocumentIndicator()) {
        this.#unroll(-1);
        this.#removeKey();
        this.#keyAllowed = false;
        c.p += 3;
        this.#push(ch === 45 ? 'document-start' : 'document-end', line, column);
        return;
      }
    }
    const next = c.at(1);
    switch (ch) {
      case 91:
      case 123:
        this.#saveKey();
        this.#keys.push(noKey());
        this.#flow++;
        this.#keyAllowed = true;
        c.p++;
        this.#push(ch === 91 ? '[' : '{', line, column);
        return;
      case 93:
      case 125:
        this.#removeKey();
        if (this.#flow > 0) {
          this.#flow--;
          this.#keys.pop();
        }
        this.#keyAllowed = false;
        c.p++;
        this.#push(ch === 93 ? ']' : '}', line, column);
        return;
      case 44:
        this.#removeKey();
        this.#keyAllowed = true;
        c.p++;
        this.#push(',', line, column);
        return;
      case 45:
        if (!isBlankZ(next)) break;
        if (this.#flow === 0) {
          if (!this.#keyAllowed) throw c.fail('block sequence entries are not allowed in this context');
          this.#roll(column, 'block-sequence', line);
        }
        this.#removeKey();
        this.#keyAllowed = true;
        c.p++;
        this.#push('-', line, column);
        return;
      case 63:
        if (this.#flow === 0 && !isBlankZ(next)) break;
        if (this.#flow === 0) {
          if (!this.#keyAllowed) throw c.fail('mapping keys are not allowed in this context');
          this.#roll(column, 'block-mapping', line);
        }
        this.#removeKey();
        this.#keyAllowed = this.#flow === 0;
        c.p++;
        this.#push('?', line, column);
        return;
      case 58:
        if (this.#flow === 0 && !isBlankZ(next)) break;
        this.#fetchValue(line, column);
        return;
      case 42:
      case 38: {
        this.#saveKey();
        this.#keyAllowed = false;
        c.p++;
        const name = scanAnchor(c);
        this.#push(ch === 42 ? 'alias' : 'anchor', line, column, name);
        return;
      }
      case 33: {
        this.#saveKey();
        this.#keyAllowed = false;
        const { handle, suffix } = scanTag(c, this.#flow > 0);
        this.#push('tag', line, column, suffix, undefined, handle);
        return;
      }
      case 124:
      case 62: {
        if (this.#flow > 0) break;
        this.#removeKey();
        this.#keyAllowed = true;
        const text = scanBlock(c, ch === 124, this.#indent);
        this.#push('scalar', line, column, text, ch === 124 ? 'literal' : 'folded');
        return;
      }
      case 39:
      case 34: {
        this.#saveKey();
        this.#keyAllowed = false;
        const text = scanQuoted(c, ch === 39);
        this.#push('scalar', line, column, text, ch === 39 ? 'single' : 'double');
        return;
      }
    }
    if (!this.#startsPlain(ch, next)) throw c.fail('found character that cannot start any token');
    this.#saveKey();
    this.#keyAllowed = false;
    const { text, brokeOff } = scanPlain(c, this.#indent + 1, this.#flow > 0);
    this.#push('scalar', line, column, text, 'plain');
    if (brokeOff) this.#keyAllowed = true;
  }

  #startsPlain(ch: number, next: number): boolean {
    switch (ch) {
      case 9:
      case 32:
      case 10:
      case 13:
      case 44:
      case 91:
      case 93:
      case 123:
      case 125:
      case 35:
      case 38:
      case 42:
      case 33:
      case 124:
      case 62:
      case 39:
      case 34:
      case 37:
      case 64:
      case 96:
        return false;
      case 45:
        return next !== 32 && next !== 9;
      case 63:
      case 58:
        return this.#flow === 0 && !isBlankZ(next);
      default:
        return true;
    }
  }

  #fetchValue(line: number, column: number): void {
    const k = this.#keys[this.#keys.length - 1]!;
    if (this.#valid(k)) {
      const at = this.#head + k.token - this.#taken;
      this.#queue.splice(at, 0, {
        type: '?',
        line: k.line,
        column: k.column,
        text: '',
        style: undefined,
        handle: undefined,
        directive: undefined,
      });
      this.#roll(k.column, 'block-mapping', k.line, at);
      k.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flow === 0) {
        if (!this.#keyAllowed) throw this.#c.fail('mapping values are not allowed in this context');
        this.#roll(column, 'block-mapping', line);
      }
      this.#keyAllowed = this.#flow === 0;
    }
    this.#c.p++;
    this.#push(':', line, column);
  }
}

/** Notes what libyaml says it was reading, told from the token's first character. */
function explain(e: YamlProblem, text: string, start: { p: number; line: number; column: number }): void {
  if (e.stage !== 'Scanner' || e.problem.endsWith('in this context')) return;
  if (e.problem === 'found character that cannot start any token')
    e.within('while scanning for the next token', e.line, e.column);
  else e.within(readingOf(text[start.p] as string, e.problem), start.line + 1, start.column + 1);
}

function readingOf(first: string, problem: string): string {
  switch (first) {
    case "'":
    case '"':
      return /escape|hexdecimal/.test(problem)
        ? 'while parsing a quoted scalar'
        : 'while scanning a quoted scalar';
    case '|':
    case '>':
      return 'while scanning a block scalar';
    case '&':
      return 'while scanning an anchor';
    case '*':
      return 'while scanning an alias';
    case '!':
      return /URI|UTF-8/.test(problem) ? 'while parsing a tag' : 'while scanning a tag';
    case '%':
      return /version number|digit or/.test(problem)
        ? 'while scanning a %YAML directive'
        : 'while scanning a directive';
    default:
      return 'while scanning a plain scalar';
  }
}

const noKey = (): SimpleKey => ({ possible: false, required: false, token: 0, line: 0, column: 0, index: 0 });
