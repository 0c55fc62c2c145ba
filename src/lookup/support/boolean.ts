import { equal } from '../../value/compare.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';

/** Ansible's boolean(value, strict=False). */
export function boolean(v: Value): boolean {
  const text = asText(v);
  if (text !== undefined)
    return ['y', 'yes', 'on', '1', 'true', 't', '1.0'].includes(text.toLowerCase().trim());
  return equal(v, 1);
}
