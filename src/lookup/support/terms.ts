import { isIterable, iterate, nativeText } from '../../template/support/py.ts';
import { splitWords } from '../../template/support/words.ts';
import { getAttribute } from '../../value/protocol.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';

/** A term of old style, `key a=1 b=2`: the words before the first `k=v`, and the pairs. */
export function termOptions(term: Value): { readonly key: string; readonly options: Map<string, string> } {
  const options = new Map<string, string>();
  const key: string[] = [];
  for (const word of splitWords(nativeText(term))) {
    const m = /^([^=\s]+)=([\s\S]*)$/.exec(word);
    if (m) options.set(m[1]!, m[2]!.replace(/^(["'])([\s\S]*)\1$/, '$2'));
    else key.push(word);
  }
  return { key: key.join(' '), options };
}

/** What a lookup walks: a list as it is, a single text or number as a list of one. */
export const listed = (v: Value): Value[] =>
  asText(v) === undefined && isIterable(v) ? [...iterate(v)] : [v];

/** A term that must be a text; for anything else Python's error about the first method that it lacks. */
export function textTerm(term: Value, method: string): string {
  const text = asText(term);
  if (text === undefined) getAttribute(term, method);
  return text ?? nativeText(term);
}
