import { equal } from '../../value/compare.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';

const YES = ['y', 'yes', 'on', '1', 'true', 't', '1.0'];
const NO = ['n', 'no', 'off', '0', 'false', 'f', '0.0'];

/** The truth of a value; with `convert`, of texts such as "no" by what they say. */
export function truthy(value: Value, convert: boolean): boolean {
  if (!convert) return truth(value);
  const text = asText(value)?.toLowerCase().trim();
  if (text !== undefined) {
    if (YES.includes(text)) return true;
    if (NO.includes(text)) return false;
    return truth(value);
  }
  if (typeof value === 'boolean') return value;
  if (equal(value, 1)) return true;
  if (equal(value, 0)) return false;
  return truth(value);
}
