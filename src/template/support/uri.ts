import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { iterate, nativeText } from './py.ts';
import { splitUrl } from './url.ts';

/** Whether a text is a URI, of one of the schemes where some are given. */
export function isUri(value: Value, schemes: Value): boolean {
  const text = asText(value);
  if (text === undefined || /\s/.test(text)) return false;
  const { scheme } = splitUrl(text);
  if (!scheme) return false;
  return schemes === null || [...iterate(schemes)].map(nativeText).includes(scheme);
}
