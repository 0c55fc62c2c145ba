import { typeError } from '../../value/errors.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { patternText } from './pattern.ts';
import { nativeText } from './py.ts';
import { pythonRegex } from './python-re.ts';

/** `regex`, `match` and `search`: whether a text matches in the way that is named. */
export function matches(
  value: Value,
  pattern: Value,
  ignoreCase: Value,
  multiline: Value,
  how: string,
): boolean {
  const re = pythonRegex(patternText(pattern), {
    ignoreCase: truth(ignoreCase),
    multiline: truth(multiline),
  });
  const text = nativeText(value);
  if (how === 'match') return re.match(text) !== null;
  if (how === 'search') return re.search(text) !== null;
  if (how === 'fullmatch') return re.fullmatch(text) !== null;
  throw typeError("'str' object is not callable");
}
