import { PyError } from './errors.ts';
import { JSON_DEPTH } from './json.ts';
import { normInt } from './number.ts';
import { type Dict, PyFloat, type Value } from './types.ts';

/** Reads JSON as Python's json does: floats stay floats, NaN and Infinity are taken, the last of equal keys counts. */
class JsonReader {
  private at = 0;
  private depth = 0;
  constructor(private readonly text: string) {}

  read(): Value {
    if (this.text.startsWith('\ufeff')) this.fail('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
    this.blank();
    const v = this.value();
    this.blank();
    if (this.at < this.text.length) this.fail('Extra data', this.at);
    return v;
  }

  private fail(message: string, at: number): never {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    throw new PyError(
      'JSONDecodeError',
      `${message}: line ${line} column ${at - before.lastIndexOf('\n')} (char ${at})`,
    );
  }

  private blank(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
      this.at++;
    }
  }

  private value(): Value {
    const at = this.at;
    const c = this.text[at];
    if (c === '"') return this.string();
    if (c === '{') return this.nested(() => this.object());
    if (c === '[') return this.nested(() => this.array());
    for (const [name, v] of NAMES) {
      if (this.text.startsWith(name, at)) {
        this.at += name.length;
        return v;
      }
    }
    NUMBER.lastIndex = at;
    const m = NUMBER.exec(this.text);
    if (!m) return this.fail('Expecting value', at);
    this.at += m[0].length;
    if (m[1] || m[2]) return new PyFloat(Number(m[0]));
    // no minus zero: integers have none
    return m[0].length < 16 ? Number(m[0]) + 0 : normInt(BigInt(m[0]));
  }

  private nested(f: () => Value): Value {
    if (++this.depth > JSON_DEPTH)
      throw new PyError('RecursionError', 'maximum recursion depth exceeded while decoding a JSON object');
    const v = f();
    this.depth--;
    return v;
  }

  private string(): string {
    const start = this.at++;
    let out = '';
    for (;;) {
      CHUNK.lastIndex = this.at;
      const chunk = CHUNK.exec(this.text)![0];
      out += chunk;
      this.at += chunk.length;
      const c = this.text[this.at];
      if (c === undefined) return this.fail('Unterminated string starting at', start);
      if (c === '"') {
        this.at++;
        return out;
      }
      if (c !== '\\') return this.fail('Invalid control character at', this.at);
      const e = this.text[this.at + 1];
      if (e === undefined) return this.fail('Unterminated string starting at', start);
      if (e === 'u') {
        const hex = /^[0-9a-fA-F]{4}$/.exec(this.text.slice(this.at + 2, this.at + 6));
        if (!hex) return this.fail('Invalid \\uXXXX escape', this.at + 1);
        out += String.fromCharCode(Number.parseInt(hex[0], 16));
        this.at += 6;
        continue;
      }
      const simple = Object.hasOwn(ESCAPES, e) ? ESCAPES[e] : undefined;
      if (simple === undefined) return this.fail('Invalid \\escape', this.at);
      out += simple;
      this.at += 2;
    }
  }

  private array(): Value[] {
    const out: Value[] = [];
    this.at++;
    this.blank();
    if (this.text[this.at] === ']') {
      this.at++;
      return out;
    }
    for (;;) {
      out.push(this.value());
      this.blank();
      const c = this.text[this.at++];
      if (c === ']') return out;
      if (c !== ',') return this.fail("Expecting ',' delimiter", this.at - 1);
      this.blank();
    }
  }

  private object(): Dict {
    const out: Dict = new Map();
    this.at++;
    this.blank();
    if (this.text[this.at] === '}') {
      this.at++;
      return out;
    }
    for (;;) {
      if (this.text[this.at] !== '"')
        return this.fail('Expecting property name enclosed in double quotes', this.at);
      const key = this.string();
      this.blank();
      if (this.text[this.at] !== ':') return this.fail("Expecting ':' delimiter", this.at);
      this.at++;
      this.blank();
      out.set(key, this.value());
      this.blank();
      const c = this.text[this.at++];
      if (c === '}') return out;
      if (c !== ',') return this.fail("Expecting ',' delimiter", this.at - 1);
      this.blank();
    }
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const CHUNK = /[^"\\\x00-\x1f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const NAMES: ReadonlyArray<readonly [string, Value]> = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new PyFloat(Number.NaN)],
  ['Infinity', new PyFloat(Number.POSITIVE_INFINITY)],
  ['-Infinity', new PyFloat(Number.NEGATIVE_INFINITY)],
];

/** Python's `json.loads(text)`: 1.0 stays a float, big integers stay exact, NaN and Infinity are read. Throws JSONDecodeError. */
export const jsonLoads = (text: string): Value => new JsonReader(text).read();
