import { str } from './repr.ts';
import { asText } from './text.ts';
import { typeName } from './type-name.ts';
import { PyFloat, type Value } from './types.ts';

const yes = /^(?:y|yes|on|1|true|t|1\.0)$/i;
const no = /^(?:n|no|off|0|false|f|0\.0)$/i;

/** A truth value as Ansible reads it from a keyword; everything that is no yes is no. */
export function looseBool(v: Value | undefined): boolean {
  if (v === undefined || v === null) return false;
  if (typeof v === 'boolean') return v;
  if (typeof v === 'number') return v === 1;
  if (v instanceof PyFloat) return v.value === 1;
  return yes.test(asText(v) ?? '');
}

/** Why a value is no truth value, in Ansible's words; undefined where it is one. */
export function notBool(v: Value): string | undefined {
  if (v === null || typeof v === 'boolean') return undefined;
  if (Array.isArray(v) || v instanceof Map) return `unhashable type: '${typeName(v)}'`;
  const text = str(v);
  return yes.test(text) || no.test(text)
    ? undefined
    : `The value '${text}' is not a valid boolean.  Valid booleans include: 0, 'yes', 1, 'n', 'no', 'off', 'y', 'on', 'false', 't', 'true', 'f', '1', '0'`;
}
