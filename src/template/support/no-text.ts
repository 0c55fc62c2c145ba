import { call } from '../../value/callable.ts';
import { PyDate } from '../../value/datetime.ts';
import { typeError } from '../../value/errors.ts';
import { getAttribute } from '../../value/protocol.ts';
import type { Value } from '../../value/types.ts';

/** What Python raises where `value.replace(text, text)` meets a value that is no text. */
export function noText(value: Value): never {
  const replace = getAttribute(value, 'replace');
  // Dates have a method of that name, which wants numbers.
  if (!(value instanceof PyDate)) call(replace, ['\n', '\n']);
  throw typeError("'str' object cannot be interpreted as an integer");
}
