import type { Plain, PlainObject } from '../../value/plain.ts';
import { UnsafeText } from '../../value/types.ts';
import { ModuleFailure } from '../define.ts';

/** A text, a number or a boolean as the word that stands for it. */
export function text(value: Plain, name: string): string {
  if (value instanceof UnsafeText) return value.text;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw new ModuleFailure(`${name} must be a text`);
}

/** The entries of a dict, whichever way it came; undefined for anything else. */
export function fields(value: Plain): Map<string, Plain> | undefined {
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [String(k), v]));
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof UnsafeText)
    return undefined;
  return new Map(Object.entries(value as PlainObject));
}

/** Takes the named fields of a dict, and says so where one is missing, empty, or not known. */
export function take(value: Map<string, Plain>, name: string, known: readonly string[]): string[] {
  for (const k of value.keys()) {
    if (!known.includes(k))
      throw new ModuleFailure(`${name}: unknown field '${k}' (known: ${known.join(', ')})`);
  }
  return known.map((k) => {
    const v = value.get(k);
    if (v === undefined || v === null) throw new ModuleFailure(`${name}: missing field '${k}'`);
    return text(v, `${name}.${k}`);
  });
}
