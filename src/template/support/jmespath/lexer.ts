import { PyError } from '../../../value/errors.ts';
import { jsonLoads } from '../../../value/json-read.ts';
import type { Value } from '../../../value/types.ts';

/** A token of JMESPath (https://jmespath.org/specification.html). */
export interface Token {
  readonly kind: string;
  readonly value: Value;
  readonly at: number;
}

/** A query that cannot be read. */
export const jmesError = (message: string): PyError => new PyError('JMESPathError', message);

const simple = [
  '||',
  '&&',
  '|',
  '&',
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  '!',
  '[?',
  '[]',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  ',',
  ':',
  '.',
  '*',
  '@',
];

/** Cuts a query into tokens. Throws JMESPathError. */
export function tokens(query: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  const push = (kind: string, value: Value, length: number): void => {
    out.push({ kind, value, at });
    at += length;
  };
  while (at < query.length) {
    const rest = query.slice(at);
    const blank = /^\s+/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    const number = /^-?\d+/.exec(rest);
    if (name) push('name', name[0], name[0].length);
    else if (number) push('number', Number(number[0]), number[0].length);
    else if (rest[0] === '"') {
      const m = /^"(?:[^"\\]|\\.)*"/s.exec(rest);
      if (!m) throw jmesError(`Bad jmespath expression: Unclosed " delimiter:\n${query}\n${' '.repeat(at)}^`);
      push('quoted', jsonLoads(m[0]), m[0].length);
    } else if (rest[0] === "'") {
      const m = /^'((?:[^'\\]|\\.)*)'/s.exec(rest);
      if (!m) throw jmesError(`Bad jmespath expression: Unclosed ' delimiter:\n${query}\n${' '.repeat(at)}^`);
      push('literal', m[1]!.replace(/\\'/g, "'"), m[0].length);
    } else if (rest[0] === '`') {
      const m = /^`((?:[^`\\]|\\.)*)`/s.exec(rest);
      if (!m)
        throw jmesError(`Bad jmespath expression: Unclosed \` delimiter:\n${query}\n${' '.repeat(at)}^`);
      const body = m[1]!.replace(/\\`/g, '`').trimStart();
      let value: Value;
      try {
        value = jsonLoads(body);
      } catch {
        // Old style: a text without quotes.
        value = jsonLoads(`"${body.trim()}"`);
      }
      push('literal', value, m[0].length);
    } else {
      const mark = simple.find((s) => rest.startsWith(s));
      if (!mark)
        throw jmesError(`Bad jmespath expression: Unknown token ${rest[0]}:\n${query}\n${' '.repeat(at)}^`);
      push(mark, mark, mark.length);
    }
  }
  out.push({ kind: 'end', value: '', at });
  return out;
}
