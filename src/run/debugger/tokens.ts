import { PyError } from '../../value/errors.ts';
import { parseInt10 } from '../../value/number.ts';
import { PyFloat, type Value } from '../../value/types.ts';

export interface Token {
  readonly kind: 'name' | 'literal' | 'op' | 'end';
  /** The name or the operator. */
  readonly text: string;
  readonly value?: Value;
}

export const syntaxError = (message = 'invalid syntax'): PyError => new PyError('SyntaxError', message);

const space = /[ \t\f]+/y;
const number = /(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const text = /([rRbBuUfF]{0,2})('''|"""|'|")/y;
const operator = /\*\*|\/\/|==|!=|<=|>=|[+\-*/%]=|[-+*/%<>=()[\]{},.:]/y;

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const unescaped = (s: string): string =>
  s.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gs, (all, x, u, big, c) => {
    const code = x ?? u ?? big;
    if (code === undefined) return escapes[c as string] ?? all;
    const n = Number.parseInt(code, 16);
    if (n > 0x10ffff) throw syntaxError('illegal Unicode character');
    return String.fromCodePoint(n);
  });

/** A line of Python in tokens. Throws PyError (SyntaxError). */
export function tokens(line: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  const take = (re: RegExp): RegExpExecArray | null => {
    re.lastIndex = at;
    const m = re.exec(line);
    if (m) at = re.lastIndex;
    return m;
  };
  while (at < line.length) {
    if (take(space)) continue;
    if (line[at] === '#') break;
    const quote = take(text);
    if (quote) {
      out.push({ kind: 'literal', text: '', value: literal(quote[1] as string, quote[2] as string) });
      continue;
    }
    const n = take(number);
    if (n) {
      out.push({ kind: 'literal', text: n[0], value: numberOf(n[0]) });
      continue;
    }
    const name = take(word);
    if (name) {
      out.push({ kind: 'name', text: name[0] });
      continue;
    }
    const op = take(operator);
    if (!op) throw syntaxError();
    out.push({ kind: 'op', text: op[0] });
  }
  out.push({ kind: 'end', text: '' });
  return out;

  function literal(prefix: string, quote: string): string {
    const start = at;
    while (!line.startsWith(quote, at)) {
      if (at >= line.length) throw syntaxError('EOL while scanning string literal');
      at += line[at] === '\\' ? 2 : 1;
    }
    const body = line.slice(start, at);
    at += quote.length;
    const p = prefix.toLowerCase();
    if (p.includes('f') || p.includes('b')) throw unsupported(`literals with the prefix ${prefix}`);
    return p.includes('r') ? body : unescaped(body);
  }
}

function numberOf(s: string): Value {
  if (/^0[xob]/i.test(s)) return parseInt10(s, 0) ?? Number(s);
  return /[.eE]/.test(s) ? new PyFloat(Number(s)) : (parseInt10(s) ?? Number(s));
}

/** What Python could do and we do not: said as an exception of a class that Python does not have. */
export const unsupported = (what: string): PyError =>
  new PyError(
    'Unsupported',
    `${what}: this debugger has no Python interpreter, only expressions and assignments`,
  );
