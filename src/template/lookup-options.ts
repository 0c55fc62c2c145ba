import { isDict } from '../value/dict.ts';
import { PyError } from '../value/errors.ts';
import { asInt, parseInt10 } from '../value/number.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import type { Value } from '../value/types.ts';
import type { LookupDefinition } from './define.ts';

const YES = new Set(['yes', 'on', '1', 'true', 't', 'y', 'True']);

/** A value as the type that a lookup's documentation names. */
export function asOptionType(value: Value, type: string | undefined): Value {
  const text = asText(value);
  switch (type) {
    case 'bool':
    case 'boolean':
      return text === undefined ? truth(value) : YES.has(text.toLowerCase());
    case 'int':
    case 'integer': {
      const n = text === undefined ? asInt(value) : parseInt10(text);
      return n ?? value;
    }
    case 'list':
      return text === undefined
        ? Array.isArray(value) || value === null
          ? value
          : [value]
        : text.split(',').map((p) => p.trim());
    case 'str':
    case 'string':
    case 'path':
      return value === null || text !== undefined
        ? value
        : Array.isArray(value) || value instanceof Map
          ? value
          : str(value);
    default:
      return value;
  }
}

/**
 * The keyword arguments of a lookup with its defaults filled in and types applied. Names that it does not know are
 * kept out, as Ansible ignores them, unless it takes any.
 */
export function lookupOptions(
  name: string,
  definition: LookupDefinition,
  given: ReadonlyMap<string, Value>,
): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const [option, spec] of Object.entries(definition.options)) {
    const key = [option, ...(spec.aliases ?? [])].find((n) => given.has(n));
    if (key !== undefined) {
      const value = asOptionType(given.get(key)!, spec.type);
      if (spec.type === 'dict' && value !== null && !isDict(value))
        throw new PyError(
          'AnsibleOptionsError',
          `Invalid type for configuration option plugin_type: lookup plugin: ${name} setting: ${option} (from Direct): Invalid type provided for "dictionary": ${str(value)}`,
        );
      if (spec.choices && !spec.choices.includes(asText(value) ?? '')) {
        throw new PyError(
          'AnsibleOptionsError',
          `Invalid value "${str(value)}" for configuration option "plugin_type: lookup plugin: ${name} setting: ${option} ", valid values are: ${spec.choices.join(', ')}`,
        );
      }
      out.set(option, value);
    } else if (spec.required) {
      throw new PyError(
        'AnsibleOptionsError',
        `No setting was provided for required configuration plugin_type: lookup plugin: ${name} setting: ${option} `,
      );
    } else if (spec.default !== undefined) out.set(option, spec.default);
  }
  if (definition.anyOptions) for (const [k, v] of given) if (!out.has(k)) out.set(k, v);
  return out;
}
