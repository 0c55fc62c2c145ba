import { isPyError } from '../../value/errors.ts';
import { jsonLoads } from '../../value/json-read.ts';
import { PyFloat, type Value } from '../../value/types.ts';

/** Thrown where text is no literal; callers turn it into Ansible's message. */
export class LiteralError extends Error {}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  a: '\x07',
  v: '\v',
  '0': '\0',
};
const words = new Map<string, Value>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

/**
 * Reads JSON or Python literal text (dict, list, tuple, str, numbers, constants), floats told from integers,
 * dicts as Maps. Throws LiteralError.
 */
export function parseLiteral(text: string, mode: 'json' | 'python'): Value {
  try {
    return mode === 'json' ? jsonLoads(text) : pythonLiteral(text);
  } catch (e) {
    // a text may be nested deeper than anyone can follow
    if (isPyError(e, 'JSONDecodeError') || isPyError(e, 'RecursionError') || e instanceof RangeError)
      throw new LiteralError(e.message);
    throw e;
  }
}

function pythonLiteral(text: string): Value {
  let i = 0;
  const fail = (): never => {
    throw new LiteralError(`no python literal at offset ${i}`);
  };
  const space = (): void => {
    while (i < text.length && /\s/.test(text[i]!)) i++;
  };
  const quoted = (): string => {
    const quote = text[i++]!;
    let out = '';
    for (;;) {
      const c = text[i++];
      if (c === undefined || c === '\n') return fail();
      if (c === quote) return out;
      if (c !== '\\') {
        out += c;
        continue;
      }
      const e = text[i++] ?? fail();
      const width = e === 'u' ? 4 : e === 'x' ? 2 : e === 'U' ? 8 : 0;
      if (width > 0) {
        const hex = text.slice(i, i + width);
        if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < width) return fail();
        out +=
          width === 8
            ? String.fromCodePoint(Number.parseInt(hex, 16))
            : String.fromCharCode(Number.parseInt(hex, 16));
        i += width;
      } else if (e in escapes) out += escapes[e];
      else out += e === '\n' ? '' : `\\${e}`;
    }
  };
  const items = (close: string, each: () => void): number => {
    let n = 0;
    i++;
    for (;;) {
      space();
      if (text[i] === close) break;
      each();
      n++;
      space();
      if (text[i] === ',') i++;
      else if (text[i] === close) break;
      else return fail();
    }
    i++;
    return n;
  };
  const value = (): Value => {
    space();
    const c = text[i];
    if (c === '{') {
      const out = new Map<Value, Value>();
      items('}', () => {
        space();
        const key = value();
        space();
        if (text[i++] !== ':') fail();
        out.set(key, value());
      });
      return out;
    }
    if (c === '[' || c === '(') {
      const out: Value[] = [];
      const start = i;
      const n = items(c === '[' ? ']' : ')', () => void out.push(value()));
      // (x) is x in brackets, (x,) a tuple.
      return c === '(' && n === 1 && !/,\s*\)$/.test(text.slice(start, i)) ? out[0]! : out;
    }
    if (c === '"' || c === "'") return quoted();
    const token = /[-+]?[\w.]+(?:(?<=[eE])[-+]\d+)?/y;
    token.lastIndex = i;
    const m = token.exec(text)?.[0] ?? fail();
    i += m.length;
    const word = words.get(m);
    if (word !== undefined) return word;
    const plain = m.replaceAll('_', '');
    if (/^[-+]?(0|[1-9]\d*)$/.test(plain)) {
      const n = Number(plain);
      return Number.isSafeInteger(n) ? n : BigInt(plain.replace('+', ''));
    }
    if (/^[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?$/.test(plain)) return new PyFloat(Number(plain));
    return fail();
  };
  const out = value();
  space();
  return i === text.length ? out : fail();
}
