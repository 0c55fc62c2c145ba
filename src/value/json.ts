import { sorted } from './compare.ts';
import { dictKeys } from './dict.ts';
import { PyError, typeError, valueError } from './errors.ts';
import { floatRepr, normInt } from './number.ts';
import { str } from './repr.ts';
import { asText } from './text.ts';
import { shortTypeName } from './type-name.ts';
import { type Dict, LazyMapping, PyFloat, type Value } from './types.ts';

/** The options of Python's json.dumps. */
export interface JsonOptions {
  readonly indent?: number | string | null;
  readonly sortKeys?: boolean;
  readonly ensureAscii?: boolean;
  readonly separators?: readonly [string, string];
  /** Called for what JSON has no form of; its result is written in its place. */
  readonly default?: (v: Value) => Value;
  readonly skipKeys?: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};
const u = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as JSON, with everything that is not ASCII escaped unless told otherwise. */
export const jsonText = (s: string, ensureAscii = true): string =>
  `"${s.replace(ensureAscii ? /["\\\x00-\x1f\x7f-\uffff]/g : /["\\\x00-\x1f]/g, (c) => escapes[c] ?? (c === '\x7f' ? c : u(c)))}"`;

const floatJson = (x: number): string =>
  Number.isFinite(x) ? floatRepr(x) : Number.isNaN(x) ? 'NaN' : x > 0 ? 'Infinity' : '-Infinity';

/** Python's `json.dumps(v)`. */
export function jsonDumps(v: Value, o: JsonOptions = {}): string {
  const indent =
    o.indent === undefined || o.indent === null
      ? null
      : typeof o.indent === 'number'
        ? ' '.repeat(Math.max(0, o.indent))
        : o.indent;
  const [comma, colon] = o.separators ?? (indent === null ? [', ', ': '] : [',', ': ']);
  const ascii = o.ensureAscii ?? true;
  const open = new Set<object>();
  const enter = (x: object) => {
    if (open.has(x)) throw valueError('Circular reference detected');
    open.add(x);
  };
  const keyText = (k: Value): string | undefined => {
    const s = asText(k);
    if (s !== undefined) return s;
    if (k instanceof PyFloat) return floatJson(k.value);
    if (k === null) return 'null';
    if (typeof k === 'boolean') return k ? 'true' : 'false';
    if (typeof k === 'number' || typeof k === 'bigint') return str(k);
    if (o.skipKeys) return undefined;
    throw typeError(`keys must be str, int, float, bool or None, not ${shortTypeName(k)}`);
  };
  const write = (x: Value, pad: string): string => {
    const s = asText(x);
    if (s !== undefined) return jsonText(s, ascii);
    if (x === null) return 'null';
    if (typeof x === 'boolean') return x ? 'true' : 'false';
    if (typeof x === 'number' || typeof x === 'bigint') return str(x);
    if (x instanceof PyFloat) return floatJson(x.value);
    const inner = indent === null ? '' : `${pad}${indent}`;
    const wrap = (l: string, parts: string[], r: string): string =>
      parts.length === 0
        ? l + r
        : indent === null
          ? l + parts.join(comma) + r
          : `${l}\n${inner}${parts.join(`${comma}\n${inner}`)}\n${pad}${r}`;
    if (Array.isArray(x)) {
      enter(x);
      const out = wrap(
        '[',
        x.map((y) => write(y, inner)),
        ']',
      );
      open.delete(x);
      return out;
    }
    if (x instanceof Map || x instanceof LazyMapping) {
      enter(x);
      const entries: [Value, Value][] = [];
      if (x instanceof Map)
        for (const k of dictKeys(x)) entries.push([asText(k) ?? k, x.get(asText(k) ?? k)!]);
      else for (const k of x.keys()) entries.push([k, x.get(k)!]);
      const order = o.sortKeys
        ? sorted(
            entries.map((e, i) => [e[0], i] as Value),
            (p) => (p as Value[])[0]!,
          ).map((p) => entries[(p as number[])[1]!]!)
        : entries;
      const parts: string[] = [];
      for (const [k, y] of order) {
        const name = keyText(k);
        if (name !== undefined) parts.push(`${jsonText(name, ascii)}${colon}${write(y, inner)}`);
      }
      open.delete(x);
      return wrap('{', parts, '}');
    }
    if (o.default !== undefined) return write(o.default(x), pad);
    throw typeError(`Object of type ${shortTypeName(x)} is not JSON serializable`);
  };
  return write(v, '');
}

/** Python's json.JSONDecodeError. */
function decodeError(message: string, s: string, at: number): PyError {
  const before = s.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return new PyError('JSONDecodeError', `${message}: line ${line} column ${column} (char ${at})`);
}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const space = /[ \t\n\r]*/y;

/** Python's `json.loads(text)`: 1.0 stays a float, big integers stay exact, NaN and Infinity are read. */
export function jsonLoads(s: string): Value {
  if (s.startsWith('\ufeff')) throw decodeError('Unexpected UTF-8 BOM (decode using utf-8-sig)', s, 0);
  let i = 0;
  const skip = () => {
    space.lastIndex = i;
    space.exec(s);
    i = space.lastIndex;
  };
  const text = (): string => {
    const start = i++;
    let out = '';
    for (;;) {
      const c = s[i];
      if (c === undefined) throw decodeError('Unterminated string starting at', s, start);
      i++;
      if (c === '"') return out;
      if (c === '\\') {
        const e = s[i++];
        if (e === undefined) throw decodeError('Unterminated string starting at', s, start);
        if (e === 'u') {
          const h = s.slice(i, i + 4);
          if (!/^[0-9a-fA-F]{4}$/.test(h)) throw decodeError('Invalid \\uXXXX escape', s, i - 1);
          out += String.fromCharCode(Number.parseInt(h, 16));
          i += 4;
        } else {
          const r = (
            { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' } as Record<
              string,
              string
            >
          )[e];
          if (r === undefined) throw decodeError('Invalid \\escape', s, i - 2);
          out += r;
        }
      } else if (c < ' ') throw decodeError('Invalid control character at', s, i - 1);
      else out += c;
    }
  };
  const value = (): Value => {
    const c = s[i];
    if (c === '"') return text();
    if (c === '{') return object();
    if (c === '[') return array();
    for (const [word, v] of [
      ['null', null],
      ['true', true],
      ['false', false],
    ] as const)
      if (s.startsWith(word, i)) {
        i += word.length;
        return v;
      }
    for (const [word, x] of [
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
      ['-Infinity', Number.NEGATIVE_INFINITY],
    ] as const)
      if (s.startsWith(word, i)) {
        i += word.length;
        return new PyFloat(x);
      }
    number.lastIndex = i;
    const m = number.exec(s);
    if (m === null) throw decodeError('Expecting value', s, i);
    i = number.lastIndex;
    if (m[1] !== undefined || m[2] !== undefined) return new PyFloat(Number(m[0]));
    return m[0].length < 16 ? Number(m[0]) + 0 : normInt(BigInt(m[0]));
  };
  const array = (): Value => {
    const out: Value[] = [];
    i++;
    skip();
    if (s[i] === ']') {
      i++;
      return out;
    }
    for (;;) {
      out.push(value());
      skip();
      if (s[i] === ']') {
        i++;
        return out;
      }
      if (s[i] !== ',') throw decodeError("Expecting ',' delimiter", s, i);
      i++;
      skip();
    }
  };
  const object = (): Value => {
    const out: Dict = new Map();
    i++;
    skip();
    if (s[i] === '}') {
      i++;
      return out;
    }
    for (;;) {
      if (s[i] !== '"') throw decodeError('Expecting property name enclosed in double quotes', s, i);
      const k = text();
      skip();
      if (s[i] !== ':') throw decodeError("Expecting ':' delimiter", s, i);
      i++;
      skip();
      out.set(k, value());
      skip();
      if (s[i] === '}') {
        i++;
        return out;
      }
      if (s[i] !== ',') throw decodeError("Expecting ',' delimiter", s, i);
      i++;
      skip();
    }
  };
  skip();
  const v = value();
  skip();
  if (i < s.length) throw decodeError('Extra data', s, i);
  return v;
}
