import { PyError } from '../../value/errors.ts';
import { parseInt10 } from '../../value/number.ts';
import type { PlainObject } from '../../value/plain.ts';
import { reprText } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import { PyFloat, type Value } from '../../value/types.ts';
import { ModuleFailure } from '../define.ts';

/**
 * A failure of an action on the control side. Ansible's actions give the traceback of the moment along with it (the key
 * `exception`, which the callbacks tell in a line of its own): of none where they refuse arguments, else of `cause`.
 */
export function actionFailure(
  message: string,
  details: PlainObject = {},
  cause = 'NoneType: None',
): ModuleFailure {
  return new ModuleFailure(message, { exception: `${cause}\n`, ...details });
}

/** An action that ends in an exception of Python's, as the task's result then tells it. */
export const pythonFailure = (type: string, message: string): PyError => new PyError(type, message);

/** `actionFailure` for a file of the control node that was not found. */
export const notFoundFailure = (message: string, details: PlainObject = {}): ModuleFailure =>
  actionFailure(message, details, `AnsibleFileNotFound: ${message}`);

/** What Python says where an action takes text for granted: "'list' object has no attribute 'endswith'". */
export const noAttribute = (v: Value, name: string): PyError =>
  new PyError('AttributeError', `'${shortTypeName(v)}' object has no attribute '${name}'`);

/** Refuses what is no text with the AttributeError of the method that Ansible's action calls on it. */
export function mustBeText(v: Value | undefined, method: string): void {
  if (v !== undefined && asText(v) === undefined) throw noAttribute(v, method);
}

/** Refuses what Python cannot look up in a set or dict. */
export function mustBeHashable(v: Value | undefined): void {
  if (Array.isArray(v) || v instanceof Map)
    throw new PyError('TypeError', `unhashable type: '${shortTypeName(v)}'`);
}

/** What `int()` makes of an argument of an action; Python's error where it makes nothing. */
export function actionInt(v: Value): number {
  const text = asText(v);
  if (text !== undefined) {
    const n = parseInt10(text.trim());
    if (n === undefined)
      throw pythonFailure('ValueError', `invalid literal for int() with base 10: ${reprText(text)}`);
    return Number(n);
  }
  if (v instanceof PyFloat) return Math.trunc(v.value);
  if (v === null || typeof v === 'object')
    throw pythonFailure(
      'TypeError',
      `int() argument must be a string, a bytes-like object or a real number, not '${shortTypeName(v)}'`,
    );
  return Number(v);
}
