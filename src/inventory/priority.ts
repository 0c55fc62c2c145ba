import { AnsibleError } from '../errors/ansible-error.ts';
import { asInt, parseInt10 } from '../value/number.ts';
import { repr } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { PyFloat, type Value } from '../value/types.ts';

/** ansible_group_priority as a number; a text that is one counts. */
export function toPriority(value: Value): number {
  const text = asText(value);
  const n =
    value instanceof PyFloat ? Math.trunc(value.value) : text === undefined ? asInt(value) : parseInt10(text);
  if (n === undefined)
    throw new AnsibleError(`invalid literal for int() with base 10: ${repr(value)}`, { kind: 'inventory' });
  return Number(n);
}
