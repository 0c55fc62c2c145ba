import { AnsibleError } from '../errors/ansible-error.ts';
import { normInt } from '../value/number.ts';
import { type Dict, PyFloat, type Value } from '../value/types.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

/** Reads TOML 1.0 (toml.io). Dates and times become texts. Throws AnsibleError with the line. */
export function parseToml(text: string, file: string): Dict {
  return new TomlReader(text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n'), file).read();
}

class TomlReader {
  #p = 0;
  readonly #s: string;
  readonly #file: string;
  readonly #root: Dict = new Map();
  /** Tables that a header of their own or a dotted key made: they cannot be opened again. */
  readonly #closed = new Set<Dict>();
  readonly #tableArrays = new Set<Value[]>();

  constructor(text: string, file: string) {
    this.#s = text;
    this.#file = file;
  }
  #fail(message: string): AnsibleError {
    const line = this.#s.slice(0, this.#p).split('\n').length;
    const column = this.#p - this.#s.lastIndexOf('\n', this.#p - 1);
    return new AnsibleError(`${message} (at line ${line}, column ${column})`, {
      kind: 'inventory',
      position: { file: this.#file, line, column },
    });
  }

  read(): Dict {
    let table = this.#root;
    for (;;) {
      this.#blank(true);
      if (this.#p >= this.#s.length) return this.#root;
      if (this.#s[this.#p] === '[') table = this.#header();
      else this.#pair(table);
      this.#blank(false);
      if (this.#p < this.#s.length && this.#s[this.#p] !== '\n')
        throw this.#fail('Expected newline or end of document after a statement');
    }
  }

  #blank(lines: boolean): void {
    for (;;) {
      const c = this.#s[this.#p];
      if (c === ' ' || c === '\t' || (lines && c === '\n')) this.#p++;
      else if (c === '#') while (this.#p < this.#s.length && this.#s[this.#p] !== '\n') this.#p++;
      else return;
    }
  }

  #header(): Dict {
    const many = this.#s[this.#p + 1] === '[';
    this.#p += many ? 2 : 1;
    const path = this.#path();
    const end = many ? ']]' : ']';
    if (!this.#s.startsWith(end, this.#p))
      throw this.#fail(`Expected '${end}' at the end of a table declaration`);
    this.#p += end.length;
    const parent = this.#descend(this.#root, path.slice(0, -1));
    const name = path.at(-1)!;
    const there = parent.get(name);
    if (many) {
      const table: Dict = new Map();
      if (there === undefined) {
        const list: Value[] = [table];
        this.#tableArrays.add(list);
        parent.set(name, list);
      } else if (Array.isArray(there) && this.#tableArrays.has(there)) there.push(table);
      else throw this.#fail('Cannot overwrite a value');
      return table;
    }
    const table = there ?? new Map();
    if (!(table instanceof Map) || this.#closed.has(table))
      throw this.#fail(`Cannot declare ${path.join('.')} twice`);
    this.#closed.add(table);
    parent.set(name, table);
    return table;
  }

  #descend(from: Dict, path: readonly string[]): Dict {
    let table = from;
    for (const name of path) {
      let next = table.get(name);
      if (next === undefined) {
        next = new Map();
        table.set(name, next);
      }
      if (Array.isArray(next) && this.#tableArrays.has(next)) next = next.at(-1)!;
      if (!(next instanceof Map)) throw this.#fail('Cannot overwrite a value');
      table = next;
    }
    return table;
  }

  #path(): string[] {
    const out: string[] = [];
    for (;;) {
      this.#blank(false);
      const c = this.#s[this.#p];
      if (c === '"' || c === "'") out.push(this.#text(c));
      else {
        const m = /^[A-Za-z0-9_-]+/.exec(this.#s.slice(this.#p, this.#p + 512));
        if (m === null) throw this.#fail('Invalid initial character for a key part');
        this.#p += m[0].length;
        out.push(m[0]);
      }
      this.#blank(false);
      if (this.#s[this.#p] !== '.') return out;
      this.#p++;
    }
  }

  #pair(table: Dict): void {
    const path = this.#path();
    if (this.#s[this.#p] !== '=') throw this.#fail("Expected '=' after a key in a key/value pair");
    this.#p++;
    this.#blank(false);
    const at = this.#descend(table, path.slice(0, -1));
    const name = path.at(-1)!;
    if (at.has(name)) throw this.#fail('Cannot overwrite a value');
    at.set(name, this.#value(0));
  }

  #value(depth: number): Value {
    if (depth > 200) throw this.#fail('too many levels of nesting');
    const c = this.#s[this.#p];
    if (c === '"' || c === "'") return this.#text(c);
    if (c === '[') {
      this.#p++;
      const out: Value[] = [];
      for (;;) {
        this.#blank(true);
        if (this.#s[this.#p] === ']') break;
        out.push(this.#value(depth + 1));
        this.#blank(true);
        if (this.#s[this.#p] === ']') break;
        if (this.#s[this.#p] !== ',') throw this.#fail('Unclosed array');
        this.#p++;
      }
      this.#p++;
      return out;
    }
    if (c === '{') {
      this.#p++;
      const out: Dict = new Map();
      this.#blank(false);
      while (this.#s[this.#p] !== '}') {
        this.#pair(out);
        this.#blank(false);
        if (this.#s[this.#p] === '}') break;
        if (this.#s[this.#p] !== ',') throw this.#fail('Unclosed inline table');
        this.#p++;
        this.#blank(false);
      }
      this.#p++;
      this.#closed.add(out);
      return out;
    }
    const m = /^[A-Za-z0-9_+:.-]+(?: \d\d:[\d:.+Z-]+)?/.exec(this.#s.slice(this.#p, this.#p + 1024));
    const value = m === null ? undefined : bareValue(m[0]);
    if (value === undefined) throw this.#fail('Invalid value');
    this.#p += m![0].length;
    return value;
  }

  #text(quote: string): string {
    const long = this.#s.startsWith(quote.repeat(3), this.#p);
    this.#p += long ? 3 : 1;
    if (long && this.#s[this.#p] === '\n') this.#p++;
    const end = long ? quote.repeat(3) : quote;
    let out = '';
    for (;;) {
      const c = this.#s[this.#p];
      if (c === undefined || (!long && c === '\n')) throw this.#fail('Unterminated string');
      if (this.#s.startsWith(end, this.#p)) {
        this.#p += end.length;
        // Up to two quotes may stand right before the closing ones.
        while (long && this.#s[this.#p] === quote) {
          out += quote;
          this.#p++;
        }
        return out;
      }
      if (c === '\\' && quote === '"') out += this.#escape(long);
      else {
        out += c;
        this.#p++;
      }
    }
  }

  #escape(long: boolean): string {
    const e = this.#s[this.#p + 1] ?? '';
    if (long && /\s/.test(e)) {
      const m = /^\\[ \t]*\n\s*/.exec(this.#s.slice(this.#p));
      if (m === null) throw this.#fail("Unescaped '\\' in a string");
      this.#p += m[0].length;
      return '';
    }
    const width = e === 'u' ? 4 : e === 'U' ? 8 : 0;
    if (width > 0) {
      const hex = this.#s.slice(this.#p + 2, this.#p + 2 + width);
      const code = /^[0-9a-fA-F]+$/.test(hex) && hex.length === width ? Number.parseInt(hex, 16) : Number.NaN;
      if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw this.#fail('Invalid hex value');
      this.#p += 2 + width;
      return String.fromCodePoint(code);
    }
    if (!Object.hasOwn(ESCAPES, e)) throw this.#fail("Unescaped '\\' in a string");
    this.#p += 2;
    return ESCAPES[e]!;
  }
}

function bareValue(text: string): Value | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d{4}-\d\d-\d\d/.test(text) || /^\d\d:\d\d:\d\d/.test(text)) return text;
  const plain = text.replace(/(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g, '');
  if (/^0x[0-9a-fA-F]+$|^0o[0-7]+$|^0b[01]+$/.test(plain)) return normInt(BigInt(plain));
  if (/^[+-]?(0|[1-9]\d*)$/.test(plain)) return normInt(BigInt(plain.replace(/^\+/, '')));
  if (/^[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(plain)) return new PyFloat(Number(plain));
  if (/^[+-]?inf$/.test(plain)) return new PyFloat(plain[0] === '-' ? -Infinity : Infinity);
  if (/^[+-]?nan$/.test(plain)) return new PyFloat(Number.NaN);
  return undefined;
}
