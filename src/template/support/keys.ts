import { PyError } from '../../value/errors.ts';
import { iterate } from '../../value/iterate.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { filterError } from '../errors.ts';
import { isSequence, nativeText, repr } from './py.ts';
import { pythonRegex } from './python-re.ts';

const WAYS = ['starts_with', 'ends_with', 'regex'];

/** How keys are compared with a target, by the parameter `matching_parameter`. */
export function keyMatcher(way: Value): (key: Value, target: string) => boolean {
  const how = way === null ? 'equality' : nativeText(way);
  if (how !== 'equality' && !WAYS.includes(how))
    throw filterError(`['value of matching_parameter must be one of: ${WAYS.join(', ')}, got: ${how}']`);
  return (key, target) => {
    const text = asText(key);
    if (how === 'equality') return text === target;
    if (text === undefined)
      throw new PyError('AttributeError', `'int' object has no attribute '${how.replace('_', '')}'`);
    if (how === 'starts_with') return text.startsWith(target);
    return how === 'ends_with' ? text.endsWith(target) : pythonRegex(target).match(text) !== null;
  };
}

/** A required argument, with the error of ansible.utils' argument check where it is not given. */
export function required(name: string, v: Value): Value {
  if (v === null) throw filterError(`['missing required arguments: ${name}']`);
  if (isUndefined(v)) return v.fail();
  return v;
}

/** An argument that is a list of texts; a text is split at commas. */
export function textList(v: Value): string[] {
  const text = asText(v);
  if (text !== undefined) return text.split(',');
  return isSequence(v) ? v.map(nativeText) : [...iterate(v)].map(nativeText);
}

/** The dict or list that a filter works on; anything else is refused in the filter's words. */
export function dictOrList(v: Value, plugin: string, what: string): void {
  if (isUndefined(v)) v.fail();
  if (!(v instanceof Map) && !Array.isArray(v))
    throw filterError(`Error when using plugin '${plugin}': Input is not valid for ${what}`);
}

/** For messages: Python's repr of a list of errors. */
export const problems = (texts: readonly string[]): string => repr([...texts]);
