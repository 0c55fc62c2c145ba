import { type Dict, PyFloat, type Value } from '../value/types.ts';

/** Python's JSONDecodeError; `message` is its whole text. */
export class JsonProblem extends Error {
  constructor(what: string, text: string, pos: number) {
    const before = text.slice(0, pos);
    const line = before.split('\n').length;
    const column = pos - before.lastIndexOf('\n');
    super(`${what}: line ${line} column ${column} (char ${pos})`);
  }
}

const NUMBER = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
const PLAIN = /[^"\\\x00-\x1f]*/y;
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
const MAX_DEPTH = 900;

/**
 * Reads JSON as Python's json.loads does: NaN and Infinity, integers of any size, whole floats stay floats, the last
 * of equal keys wins. Throws JsonProblem.
 */
export function parseJson(text: string): Value {
  let p = 0;
  let depth = 0;
  const space = (): void => {
    for (let c = text.charCodeAt(p); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(p)) p++;
  };
  const string = (): string => {
    const begin = p++;
    let out = '';
    for (;;) {
      PLAIN.lastIndex = p;
      const chunk = PLAIN.exec(text)![0];
      out += chunk;
      p += chunk.length;
      const c = text[p];
      if (c === undefined) throw new JsonProblem('Unterminated string starting at', text, begin);
      if (c === '"') {
        p++;
        return out;
      }
      if (c !== '\\') throw new JsonProblem('Invalid control character at', text, p);
      const e = text[p + 1];
      if (e === undefined) throw new JsonProblem('Unterminated string starting at', text, begin);
      if (e === 'u') {
        const hex = text.slice(p + 2, p + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new JsonProblem('Invalid \\uXXXX escape', text, p + 1);
        out += String.fromCharCode(Number.parseInt(hex, 16));
        p += 6;
      } else {
        if (!Object.hasOwn(ESCAPES, e)) throw new JsonProblem('Invalid \\escape', text, p);
        out += ESCAPES[e];
        p += 2;
      }
    }
  };
  const value = (): Value => {
    const c = text[p];
    if (c === '"') return string();
    if (c === '{') return object();
    if (c === '[') return array();
    for (const [word, v] of WORDS)
      if (text.startsWith(word, p)) {
        p += word.length;
        return typeof v === 'number' ? new PyFloat(v) : v;
      }
    NUMBER.lastIndex = p;
    const m = NUMBER.exec(text);
    if (m === null) throw new JsonProblem('Expecting value', text, p);
    p += m[0].length;
    if (m[2] !== undefined || m[3] !== undefined) return new PyFloat(Number(m[0]));
    const n = Number(m[1]);
    return Number.isSafeInteger(n) ? (n === 0 ? 0 : n) : BigInt(m[1]!);
  };
  const enter = (): void => {
    if (++depth > MAX_DEPTH) throw new JsonProblem('Too many levels of nesting', text, p);
  };
  const array = (): Value => {
    enter();
    p++;
    const out: Value[] = [];
    space();
    if (text[p] !== ']')
      for (;;) {
        out.push(value());
        space();
        if (text[p] === ']') break;
        if (text[p] !== ',') throw new JsonProblem("Expecting ',' delimiter", text, p);
        p++;
        space();
      }
    p++;
    depth--;
    return out;
  };
  const object = (): Value => {
    enter();
    p++;
    const out: Dict = new Map();
    space();
    if (text[p] !== '}')
      for (;;) {
        if (text[p] !== '"')
          throw new JsonProblem('Expecting property name enclosed in double quotes', text, p);
        const key = string();
        space();
        if (text[p] !== ':') throw new JsonProblem("Expecting ':' delimiter", text, p);
        p++;
        space();
        out.set(key, value());
        space();
        if (text[p] === '}') break;
        if (text[p] !== ',') throw new JsonProblem("Expecting ',' delimiter", text, p);
        p++;
        space();
      }
    p++;
    depth--;
    return out;
  };
  if (text.startsWith('\ufeff'))
    throw new JsonProblem('Unexpected UTF-8 BOM (decode using utf-8-sig)', text, 0);
  space();
  const out = value();
  space();
  if (p < text.length) throw new JsonProblem('Extra data', text, p);
  return out;
}

const WORDS: ReadonlyArray<readonly [string, null | boolean | number]> = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
];
