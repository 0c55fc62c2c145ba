import { PySet } from '../value/containers.ts';
import { dictSet } from '../value/dict.ts';
import { normInt } from '../value/number.ts';
import { type Dict, PyFloat, type PyObject, Tuple, type Value } from '../value/types.ts';
import { bytesOf, complexNumber, ellipsis } from './support/literals.ts';

/** Not a literal: the text stays what it is. */
class NoLiteral extends Error {}

const fail = (): never => {
  throw new NoLiteral();
};

const NUMBER =
  /0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][+-]?\d(?:_?\d)*)?[jJ]?/y;
const STRING = /([bBuUrR]{0,2})('''|"""|'|")/y;
const NAME = /[A-Za-z_]\w*/y;

/** Reads one Python literal as ast.literal_eval does. `jsonNames` adds true, false and null. */
class LiteralReader {
  private at = 0;
  private depth = 0;
  private brackets = 0;
  constructor(
    private readonly text: string,
    private readonly jsonNames: boolean,
  ) {}

  read(): Value {
    const v = this.testlist();
    this.blank(true);
    if (this.at < this.text.length) fail();
    return v;
  }

  /** Blanks; line ends too inside brackets (or at the very end), and comments there. */
  private blank(lines = this.brackets > 0): void {
    for (;;) {
      const c = this.text[this.at];
      if (c === ' ' || c === '\t' || c === '\f' || (lines && (c === '\n' || c === '\r'))) this.at++;
      else if (c === '#') while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
      else if (c === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
      else return;
    }
  }

  private eat(c: string): boolean {
    this.blank();
    if (!this.text.startsWith(c, this.at)) return false;
    this.at += c.length;
    return true;
  }

  private match(re: RegExp): RegExpExecArray | null {
    re.lastIndex = this.at;
    const m = re.exec(this.text);
    if (m) this.at = re.lastIndex;
    return m;
  }

  /** `1, 2` without brackets is a tuple. */
  private testlist(): Value {
    const first = this.sum();
    this.blank();
    if (this.text[this.at] !== ',') return first;
    const out = new Tuple();
    out.push(first);
    while (this.eat(',')) {
      this.blank(true);
      if (this.at >= this.text.length) break;
      out.push(this.sum());
    }
    return out;
  }

  /** A value, or a real and an imaginary number with a sign between. */
  private sum(): Value {
    if (++this.depth > 90) fail();
    let left = this.unary();
    for (;;) {
      this.blank();
      const c = this.text[this.at];
      if (c !== '+' && c !== '-') break;
      this.at++;
      const right = this.unary();
      left = complexNumber(left, c, right) ?? fail();
    }
    this.depth--;
    return left;
  }

  private unary(): Value {
    this.blank();
    const c = this.text[this.at];
    if (c !== '+' && c !== '-') return this.atom();
    this.at++;
    const v = this.unary();
    if (typeof v === 'number') return c === '-' ? (v === 0 ? 0 : -v) : v;
    if (typeof v === 'bigint') return c === '-' ? normInt(-v) : v;
    if (v instanceof PyFloat) return c === '-' ? new PyFloat(-v.value) : v;
    if ((v as PyObject | null)?.typeName === 'complex')
      return c === '-' ? (complexNumber(0, '-', v) ?? fail()) : v;
    return fail();
  }

  private atom(): Value {
    this.blank();
    const c = this.text[this.at];
    if (c === undefined) fail();
    if (c === '[') return this.list(']', []);
    if (c === '(') return this.parenthesis();
    if (c === '{') return this.braces();
    if (this.text.startsWith('...', this.at)) {
      this.at += 3;
      return ellipsis;
    }
    if (/[0-9.]/.test(c!)) return this.number();
    STRING.lastIndex = this.at;
    if (STRING.test(this.text)) return this.strings();
    const name = this.match(NAME)?.[0];
    switch (name) {
      case 'True':
        return true;
      case 'False':
        return false;
      case 'None':
        return null;
      case 'set': {
        // set() is the one call that literal_eval takes.
        if (this.eat('(') && this.eat(')')) return new PySet();
        return fail();
      }
    }
    if (this.jsonNames && (name === 'true' || name === 'false')) return name === 'true';
    if (this.jsonNames && name === 'null') return null;
    return fail();
  }

  private number(): Value {
    const m = this.match(NUMBER);
    if (!m || /[\w.]/.test(this.text[this.at] ?? '')) return fail();
    const digits = m[0].replaceAll('_', '').toLowerCase();
    if (digits.endsWith('j'))
      return complexNumber(0, '+', { imaginary: Number(digits.slice(0, -1)) }) ?? fail();
    if (/^0[xob]/.test(digits)) return normInt(BigInt(digits));
    if (/[.e]/.test(digits)) return new PyFloat(Number(digits));
    if (/^0+[1-9]/.test(digits)) return fail();
    return normInt(BigInt(digits));
  }

  private strings(): Value {
    let text = '';
    let bytes: boolean | undefined;
    for (;;) {
      this.blank();
      const m = this.match(STRING);
      if (!m) break;
      const prefix = m[1]!.toLowerCase();
      if (!['', 'b', 'u', 'r', 'br', 'rb'].includes(prefix)) fail();
      const isBytes = prefix.includes('b');
      if (bytes !== undefined && bytes !== isBytes) fail();
      bytes = isBytes;
      text += this.stringBody(m[2]!, prefix.includes('r'), isBytes);
    }
    return bytes ? bytesOf(text) : text;
  }

  private stringBody(quote: string, raw: boolean, bytes: boolean): string {
    let out = '';
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || (quote.length === 1 && c === '\n')) return fail();
      if (this.text.startsWith(quote, this.at)) {
        this.at += quote.length;
        return out;
      }
      this.at++;
      if (c !== '\\') {
        if (bytes && c > '\x7f') fail();
        out += c;
      } else if (raw) out += c + (this.text[this.at++] ?? fail());
      else out += this.escape(bytes);
    }
  }

  private escape(bytes: boolean): string {
    const c = this.text[this.at++];
    const simple: Readonly<Record<string, string>> = {
      '\n': '',
      '\\': '\\',
      "'": "'",
      '"': '"',
      a: '\x07',
      b: '\b',
      f: '\f',
      n: '\n',
      r: '\r',
      t: '\t',
      v: '\v',
    };
    if (c === undefined) return fail();
    if (simple[c] !== undefined) return simple[c];
    if (/[0-7]/.test(c)) {
      const m = /^[0-7]{1,3}/.exec(this.text.slice(this.at - 1, this.at + 2))![0];
      this.at += m.length - 1;
      return String.fromCharCode(Number.parseInt(m, 8));
    }
    const width = c === 'x' ? 2 : bytes ? 0 : c === 'u' ? 4 : c === 'U' ? 8 : 0;
    if (width) {
      const hex = this.text.slice(this.at, this.at + width);
      if (hex.length < width || !/^[0-9a-fA-F]+$/.test(hex) || Number.parseInt(hex, 16) > 0x10ffff)
        return fail();
      this.at += width;
      return String.fromCodePoint(Number.parseInt(hex, 16));
    }
    if (c === 'N' && !bytes) return fail();
    return `\\${c}`;
  }

  private list(end: string, out: Value[]): Value[] {
    this.at++;
    this.brackets++;
    while (!this.eat(end)) {
      out.push(this.sum());
      if (!this.eat(',')) {
        if (!this.eat(end)) fail();
        break;
      }
    }
    this.brackets--;
    return out;
  }

  private parenthesis(): Value {
    const start = this.at;
    const out = this.list(')', new Tuple());
    if (out.length !== 1) return out;
    // One value in parentheses is a tuple only with a comma behind it.
    return /,\s*\)$/.test(this.text.slice(start, this.at)) ? out : out[0]!;
  }

  private braces(): Value {
    this.at++;
    this.brackets++;
    const dict: Dict = new Map();
    const items: Value[] = [];
    let isSet = false;
    while (!this.eat('}')) {
      const k = this.sum();
      this.blank();
      if (items.length === 0 && dict.size === 0) isSet = !this.text.startsWith(':', this.at);
      if (isSet) items.push(k);
      else {
        if (!this.eat(':')) fail();
        dictSet(dict, k, this.sum());
      }
      if (!this.eat(',')) {
        if (!this.eat('}')) fail();
        break;
      }
    }
    this.brackets--;
    return isSet ? new PySet(items) : dict;
  }
}

/**
 * The value of a text that is one Python literal, or JavaScript's undefined where it is none. Names and calls are
 * never evaluated. `jsonNames`: true, false and null count as well.
 */
export function literal(text: string, jsonNames = false): Value | undefined {
  if (/^[ \t]/.test(text)) return undefined;
  try {
    return new LiteralReader(text, jsonNames).read();
  } catch {
    // Also Python's TypeErrors for keys that cannot be hashed.
    return undefined;
  }
}
