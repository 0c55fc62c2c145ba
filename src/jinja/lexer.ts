// biome-ignore-all lint/correctness/noVoidTypeReturn: ends early
import { normInt } from '../value/number.ts';
import { reprText } from '../value/repr.ts';
import { PyFloat, type Value } from '../value/types.ts';
import { syntaxError } from './errors.ts';
import { type Rules, rules, SPACE } from './lex-rules.ts';
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

/** Whether `raw` may stand at a place, after a sign and spaces. */
function mayBeRaw(source: string, from: number): boolean {
  let i = from;
  let c = source.charCodeAt(i);
  if (c === 45 || c === 43) c = source.charCodeAt(++i);
  while (c <= 32 || c > 127) c = source.charCodeAt(++i);
  return c === 114 && source.startsWith('raw', i);
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
          if (name === 'block_begin' && mayBeRaw(src, i + text.length)) {
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

  /** The end of the tag, if it stands here. */
  private lexEnd(): Token | undefined {
    const { state, syntax } = this;
    if (state !== 'linestatement') {
      const isBlock = state === 'block';
      const text = isBlock ? syntax.blockEnd : syntax.variableEnd;
      const c = this.source.charCodeAt(this.pos);
      if (c === text.charCodeAt(0)) {
        const end = this.pos + text.length;
        // without a newline that trim_blocks takes
        const plain = !(isBlock && syntax.trimBlocks && this.source.charCodeAt(end) === 10);
        if (plain && this.source.startsWith(text, this.pos)) {
          this.state = 'root';
          return this.word(isBlock ? 'block_end' : 'variable_end', text, end);
        }
      } else if (c !== 45 && c !== 43) return undefined;
    }
    const { blockEnd, variableEnd } = this.rules;
    const m = this.match(state === 'block' ? blockEnd : state === 'variable' ? variableEnd : lineEnd);
    if (m === null) return undefined;
    this.state = 'root';
    return this.token(state === 'variable' ? 'variable_end' : 'block_end', m[0], this.pos + m[0].length);
  }

  /** One token inside a tag; undefined for whitespace. */
  private lexTag(): Token | undefined {
    const src = this.source;
    while (src.charCodeAt(this.pos) === 32 && this.state !== 'linestatement') this.pos++;
    if (this.braces.length === 0) {
      const end = this.lexEnd();
      if (end !== undefined) return end;
    }
    if (this.pos >= src.length) return { type: 'eof', value: '', line: this.line, pos: this.pos };
    const code = src.charCodeAt(this.pos);
    if (code <= 32 || code > 127) {
      const m = this.match(space);
      if (m !== null) {
        this.advance(this.pos + m[0].length);
        return undefined;
      }
    }
    const digit = code >= 48 && code <= 57;
    if (digit) {
      const number = this.lexNumber(code);
      if (number !== undefined) return number;
    }
    const name = this.lexName(code);
    if (name !== undefined) {
      if (digit) this.fail('Invalid character in identifier');
      return this.word('name', name, this.pos + name.length);
    }
    if (code === 39 || code === 34) {
      const text = this.lexString(code);
      if (text !== undefined) return text;
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

  private lexNumber(first: number): Token | undefined {
    const src = this.source;
    let i = this.pos + 1;
    let c = src.charCodeAt(i);
    // a short whole number in plain digits, as most are
    while (c >= 48 && c <= 57) c = src.charCodeAt(++i);
    if (c !== 46 && !isWord(c) && !(c > 127) && i - this.pos < 14 && (first !== 48 || i === this.pos + 1))
      return this.word('integer', Number(src.slice(this.pos, i)), i);
    let m = this.match(float);
    if (m !== null)
      return this.word('float', new PyFloat(Number(m[0].replaceAll('_', ''))), this.pos + m[0].length);
    m = this.match(integer);
    return m === null ? undefined : this.word('integer', integerValue(m[0]), this.pos + m[0].length);
  }

  private lexString(quote: number): Token | undefined {
    const src = this.source;
    let i = this.pos + 1;
    let c = src.charCodeAt(i);
    // to the quote at its end, where nothing in it means more than itself
    while (c !== quote && c !== 92 && c !== 10 && i < src.length) c = src.charCodeAt(++i);
    if (c === quote) return this.word('string', src.slice(this.pos + 1, i), i + 1);
    const m = this.match(string);
    if (m === null) return undefined;
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
