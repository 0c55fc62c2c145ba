// biome-ignore-all lint/correctness/noVoidTypeReturn: ends early
import { normInt } from '../value/number.ts';
import { reprText } from '../value/repr.ts';
import { PyFloat, type Value } from '../value/types.ts';
import { syntaxError } from './errors.ts';
import type { SyntaxOptions } from './options.ts';
import { unescapeString } from './strings.ts';

/** A token; `type` and its names are Jinja2's. */
export interface Token {
  readonly type: string;
  /** Text of a name, data or operator; the value of a number or string. */
  readonly value: Value;
  readonly line: number;
  readonly pos: number;
}

export const operators: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'sub',
  '/': 'div',
  '//': 'floordiv',
  '*': 'mul',
  '%': 'mod',
  '**': 'pow',
  '~': 'tilde',
  '[': 'lbracket',
  ']': 'rbracket',
  '(': 'lparen',
  ')': 'rparen',
  '{': 'lbrace',
  '}': 'rbrace',
  '==': 'eq',
  '!=': 'ne',
  '>': 'gt',
  '>=': 'gteq',
  '<': 'lt',
  '<=': 'lteq',
  '=': 'assign',
  '.': 'dot',
  ':': 'colon',
  '|': 'pipe',
  ',': 'comma',
  ';': 'semicolon',
};

/** Python's `\s`. */
export const SPACE =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const space = new RegExp(`${SPACE}+`, 'y');
const float = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const string = /'([^'\\]*(?:\\[\s\S][^'\\]*)*)'|"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/y;
/** Operators of one character, by its code. */
const single: (string | undefined)[] = [];
for (const op of Object.keys(operators)) if (op.length === 1) single[op.charCodeAt(0)] = op;
let wideName: RegExp | undefined;
let identifier: RegExp | undefined;
const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

const esc = (s: string): string => s.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** The regexes of one syntax. */
interface Rules {
  readonly root: RegExp;
  readonly starts: readonly string[];
  readonly commentEnd: RegExp;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly rawEnd: RegExp;
  /** Where every tag starts with the same character and lines mean nothing: that character, and the tags' texts. */
  readonly quick:
    | { readonly first: string; readonly tags: readonly (readonly [string, string])[] }
    | undefined;
  readonly rawStart: RegExp;
}
const rulesOf = new WeakMap<SyntaxOptions, Rules>();

function rules(s: SyntaxOptions): Rules {
  let r = rulesOf.get(s);
  if (r !== undefined) return r;
  const bs = esc(s.blockStart);
  const be = esc(s.blockEnd);
  const ve = esc(s.variableEnd);
  const ce = esc(s.commentEnd);
  const suffix = s.trimBlocks ? '\\n?' : '';
  const tags: [number, string, string][] = [
    [s.commentStart.length, 'comment_begin', esc(s.commentStart)],
    [s.blockStart.length, 'block_begin', bs],
    [s.variableStart.length, 'variable_begin', esc(s.variableStart)],
  ];
  if (s.lineStatementPrefix !== null)
    tags.push([
      s.lineStatementPrefix.length,
      'linestatement_begin',
      `(?<![^\\n])[ \\t\\v]*${esc(s.lineStatementPrefix)}`,
    ]);
  if (s.lineCommentPrefix !== null)
    tags.push([
      s.lineCommentPrefix.length,
      'linecomment_begin',
      `(?:(?<![^\\n])|(?<=\\S))[^\\S\\r\\n]*${esc(s.lineCommentPrefix)}`,
    ]);
  // Longest first; among equals the name that sorts last, as sorted(reverse=True) has it.
  tags.sort((a, b) => b[0] - a[0] || (a[1] < b[1] ? 1 : -1));
  const raw = `(?<raw_begin>${bs}(?<raw_sign>-|\\+|)${SPACE}*raw${SPACE}*(?:-${be}${SPACE}*|${be}))`;
  const parts = [raw];
  const texts: Record<string, string> = {
    comment_begin: s.commentStart,
    block_begin: s.blockStart,
    variable_begin: s.variableStart,
  };
  const first = s.blockStart[0]!;
  for (const [, name, re] of tags) parts.push(`(?<${name}>${re}(?<sign_${name}>-|\\+|))`);
  r = {
    root: new RegExp(parts.join('|'), 'g'),
    starts: tags.map((t) => t[1]),
    quick: tags.every((t) => texts[t[1]]?.[0] === first)
      ? { first, tags: tags.map((t) => [t[1], texts[t[1]]!] as const) }
      : undefined,
    rawStart: new RegExp(raw, 'y'),
    commentEnd: new RegExp(`\\+${ce}|-${ce}${SPACE}*|${ce}${suffix}`, 'g'),
    blockEnd: new RegExp(`\\+${be}|-${be}${SPACE}*|${be}${suffix}`, 'y'),
    variableEnd: new RegExp(`-${ve}${SPACE}*|${ve}`, 'y'),
    rawEnd: new RegExp(
      `${bs}(?<sign>-|\\+|)${SPACE}*endraw${SPACE}*(?:\\+${be}|-${be}${SPACE}*|${be}${suffix})`,
      'g',
    ),
  };
  rulesOf.set(s, r);
  return r;
}

const lineEnd = new RegExp(`${SPACE}*(?:\\n|$)`, 'y');
const trailingSpace = new RegExp(`${SPACE}+$`);
const onlySpace = new RegExp(`^${SPACE}+$`);

function countNewlines(s: string): number {
  let n = 0;
  for (let i = s.indexOf('\n'); i >= 0; i = s.indexOf('\n', i + 1)) n++;
  return n;
}

/** Source as the lexer reads it: newlines as \n, and the last one dropped unless it is to be kept. */
export function normalizeSource(source: string, keepTrailingNewline: boolean): string {
  let s = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  if (!keepTrailingNewline && s.endsWith('\n')) s = s.slice(0, -1);
  return s;
}

type State = 'root' | 'block' | 'variable' | 'linestatement';

/** Splits a template in tokens, one at a time, so that an error further down does not hide one above it. */
export class Lexer {
  readonly source: string;
  private pos = 0;
  private line = 1;
  private state: State;
  private readonly rules: Rules;
  private readonly braces: string[] = [];
  private lineStarting = true;
  /** Tokens found but not handed out: text, and the tag after it. */
  private waiting: Token | undefined;
  private waitingNext: Token | undefined;

  constructor(
    source: string,
    private readonly syntax: SyntaxOptions,
    private readonly name: string | null,
    state: State = 'root',
  ) {
    this.source = normalizeSource(source, syntax.keepTrailingNewline);
    this.rules = rules(syntax);
    this.state = state;
  }

  private fail(message: string): never {
    throw syntaxError(message, this.line, this.name);
  }

  /** The next token; type "eof" at the end, again and again. */
  next(): Token {
    for (;;) {
      const { waiting } = this;
      if (waiting !== undefined) {
        this.waiting = this.waitingNext;
        this.waitingNext = undefined;
        return waiting;
      }
      if (this.state === 'root') {
        if (this.pos >= this.source.length) return { type: 'eof', value: '', line: this.line, pos: this.pos };
        this.lexRoot();
      } else {
        const t = this.lexTag();
        if (t !== undefined) return t;
      }
    }
  }

  private data(text: string): void {
    if (text === '') return;
    const nl = this.syntax.newlineSequence;
    this.put({
      type: 'data',
      value: nl === '\n' ? text : text.replaceAll('\n', nl),
      line: this.line,
      pos: this.pos,
    });
  }

  private put(t: Token): void {
    if (this.waiting === undefined) this.waiting = t;
    else this.waitingNext = t;
  }

  /** The text before a tag, shortened as the tag's sign and lstrip_blocks say. */
  private strip(text: string, sign: string, isVariable: boolean): string {
    if (sign === '-') return text.replace(trailingSpace, '');
    if (sign !== '+' && this.syntax.lstripBlocks && !isVariable) {
      const from = text.lastIndexOf('\n') + 1;
      if ((from > 0 || this.lineStarting) && onlySpace.test(text.slice(from))) return text.slice(0, from);
    }
    return text;
  }

  /** The next tag: its kind, sign and place. */
  private findTag(): { kind: string; sign: string; start: number; end: number } | undefined {
    const { quick, root, starts, rawStart } = this.rules;
    const src = this.source;
    if (quick !== undefined) {
      for (let i = src.indexOf(quick.first, this.pos); i >= 0; i = src.indexOf(quick.first, i + 1))
        for (const [name, text] of quick.tags) {
          if (!src.startsWith(text, i)) continue;
          if (name === 'block_begin') {
            rawStart.lastIndex = i;
            const m = rawStart.exec(src);
            if (m !== null)
              return { kind: 'raw_begin', sign: m.groups!['raw_sign']!, start: i, end: i + m[0].length };
          }
          const end = i + text.length;
          const sign = src[end];
          return sign === '-' || sign === '+'
            ? { kind: name, sign, start: i, end: end + 1 }
            : { kind: name, sign: '', start: i, end };
        }
      return undefined;
    }
    root.lastIndex = this.pos;
    const m = root.exec(src);
    if (m === null) return undefined;
    const groups = m.groups!;
    const kind =
      groups['raw_begin'] !== undefined ? 'raw_begin' : starts.find((s) => groups[s] !== undefined)!;
    const sign = (kind === 'raw_begin' ? groups['raw_sign'] : groups[`sign_${kind}`]) ?? '';
    return { kind, sign, start: m.index, end: m.index + m[0].length };
  }

  private lexRoot(): void {
    const tag = this.findTag();
    if (tag === undefined) {
      const rest = this.source.slice(this.pos);
      this.data(rest);
      this.line += countNewlines(rest);
      this.pos = this.source.length;
      return;
    }
    const { kind, sign, start, end } = tag;
    const text = this.source.slice(this.pos, start);
    this.data(this.strip(text, sign, kind === 'variable_begin'));
    this.line += countNewlines(text);
    const startLine = this.line;
    const opening = this.source.slice(start, end);
    this.line += countNewlines(opening);
    this.pos = end;
    this.lineStarting = opening.endsWith('\n');
    switch (kind) {
      case 'comment_begin':
        return this.skipComment();
      case 'raw_begin':
        return this.lexRaw();
      case 'linecomment_begin': {
        const end = this.source.indexOf('\n', this.pos);
        this.pos = end < 0 ? this.source.length : end;
        this.lineStarting = false;
        return;
      }
      case 'block_begin':
      case 'linestatement_begin':
        this.state = kind === 'block_begin' ? 'block' : 'linestatement';
        this.put({ type: 'block_begin', value: opening, line: startLine, pos: start });
        return;
      default:
        this.state = 'variable';
        this.put({ type: 'variable_begin', value: opening, line: startLine, pos: start });
    }
  }

  private skipComment(): void {
    const { commentEnd } = this.rules;
    commentEnd.lastIndex = this.pos;
    const m = commentEnd.exec(this.source);
    if (m === null) {
      if (this.pos >= this.source.length) return;
      this.fail('Missing end of comment tag');
    }
    this.advance(m.index + m[0].length);
  }

  private lexRaw(): void {
    const { rawEnd } = this.rules;
    rawEnd.lastIndex = this.pos;
    const m = rawEnd.exec(this.source);
    if (m === null) {
      if (this.pos >= this.source.length) return;
      this.fail('Missing end of raw directive');
    }
    this.data(this.strip(this.source.slice(this.pos, m.index), m.groups!['sign'] ?? '', false));
    this.advance(m.index + m[0].length);
  }

  private advance(to: number): void {
    this.line += countNewlines(this.source.slice(this.pos, to));
    this.lineStarting = this.source[to - 1] === '\n';
    this.pos = to;
  }

  private token(type: string, value: Value, end: number): Token {
    const t = { type, value, line: this.line, pos: this.pos };
    this.advance(end);
    return t;
  }

  /** A token that holds no newline. */
  private word(type: string, value: Value, end: number): Token {
    const t = { type, value, line: this.line, pos: this.pos };
    this.lineStarting = false;
    this.pos = end;
    return t;
  }

  private match(re: RegExp): RegExpExecArray | null {
    re.lastIndex = this.pos;
    return re.exec(this.source);
  }

  /** The end of a tag without a sign and without a newline that trim_blocks takes. */
  private quickEnd(): Token | undefined {
    if (this.state === 'linestatement') return undefined;
    const isBlock = this.state === 'block';
    const text = isBlock ? this.syntax.blockEnd : this.syntax.variableEnd;
    const end = this.pos + text.length;
    if (!this.source.startsWith(text, this.pos)) return undefined;
    if (isBlock && this.syntax.trimBlocks && this.source.charCodeAt(end) === 10) return undefined;
    this.state = 'root';
    return this.word(isBlock ? 'block_end' : 'variable_end', text, end);
  }

  /** Whether the end of the tag can stand here. */
  private mayEnd(): boolean {
    if (this.state === 'linestatement') return true;
    const c = this.source[this.pos];
    const { blockEnd, variableEnd } = this.syntax;
    return c === '-' || c === '+' || c === (this.state === 'block' ? blockEnd : variableEnd)[0];
  }

  /** One token inside a tag; undefined for whitespace. */
  private lexTag(): Token | undefined {
    const src = this.source;
    while (src.charCodeAt(this.pos) === 32 && this.state !== 'linestatement') this.pos++;
    if (this.braces.length === 0 && this.mayEnd()) {
      const quick = this.quickEnd();
      if (quick !== undefined) return quick;
      const end =
        this.state === 'block'
          ? this.rules.blockEnd
          : this.state === 'variable'
            ? this.rules.variableEnd
            : lineEnd;
      const m = this.match(end);
      if (m !== null) {
        const type = this.state === 'variable' ? 'variable_end' : 'block_end';
        this.state = 'root';
        return this.token(type, m[0], this.pos + m[0].length);
      }
    }
    if (this.pos >= src.length) return { type: 'eof', value: '', line: this.line, pos: this.pos };
    const code = src.charCodeAt(this.pos);
    let m: RegExpExecArray | null;
    if (code <= 32 || code > 127) {
      m = this.match(space);
      if (m !== null) {
        this.advance(this.pos + m[0].length);
        return undefined;
      }
    }
    if (code >= 48 && code <= 57) {
      m = this.match(float);
      if (m !== null)
        return this.word('float', new PyFloat(Number(m[0].replaceAll('_', ''))), this.pos + m[0].length);
      m = this.match(integer);
      if (m !== null) return this.word('integer', integerValue(m[0]), this.pos + m[0].length);
    }
    const name = this.lexName(code);
    if (name !== undefined) {
      if (code >= 48 && code <= 57) this.fail('Invalid character in identifier');
      return this.word('name', name, this.pos + name.length);
    }
    if (code === 39 || code === 34) {
      m = this.match(string);
      if (m !== null) {
        let text = m[1] ?? m[2]!;
        if (this.syntax.newlineSequence !== '\n') text = text.replaceAll('\n', this.syntax.newlineSequence);
        let value: string;
        try {
          value = unescapeString(text);
        } catch (e) {
          this.fail((e as Error).message);
        }
        return this.token('string', value, this.pos + m[0].length);
      }
    }
    const op = this.operator(code);
    if (op === undefined)
      this.fail(
        `unexpected char ${reprText(String.fromCodePoint(src.codePointAt(this.pos)!))} at ${this.pos}`,
      );
    if (op === '(' || op === '[' || op === '{') this.braces.push(closing[op]!);
    else if (op === '}' || op === ')' || op === ']') {
      const want = this.braces.pop();
      if (want === undefined) this.fail(`unexpected '${op}'`);
      if (want !== op) this.fail(`unexpected '${op}', expected '${want}'`);
    }
    return this.word(operators[op] ?? 'semicolon', op, this.pos + op.length);
  }

  /** The operator that stands here, the longest. */
  private operator(code: number): string | undefined {
    const one = single[code];
    if (one === undefined && code !== 33) return undefined;
    const next = this.source.charCodeAt(this.pos + 1);
    // == != >= <=, // and **
    if (next === 61 && (code === 61 || code === 33 || code === 62 || code === 60))
      return `${String.fromCharCode(code)}=`;
    if (next === code && code === 47) return '//';
    if (next === code && code === 42) return '**';
    return one;
  }

  private lexName(code: number): string | undefined {
    if (code < 128) {
      const src = this.source;
      let i = this.pos;
      let c = code;
      while (isWord(c)) c = src.charCodeAt(++i);
      if (i === this.pos) return undefined;
      if (!(c > 127)) return src.slice(this.pos, i);
    }
    wideName ??= /[\p{L}\p{N}\p{M}_·]+/uy;
    const m = this.match(wideName);
    if (m === null) return undefined;
    identifier ??= /^[\p{XIDS}_]\p{XIDC}*$/u;
    if (!identifier.test(m[0])) this.fail('Invalid character in identifier');
    return m[0];
  }
}

/** A letter, digit or underscore of ASCII. */
const isWord = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;

function integerValue(text: string): number | bigint {
  const s = text.replaceAll('_', '');
  return s.length < 14 ? Number(s) : normInt(BigInt(s));
}
