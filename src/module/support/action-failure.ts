import { PyError } from '../../value/errors.ts';
import type { PlainObject } from '../../value/plain.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
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
export function pythonFailure(type: string, message: string): Error {
  const e = new Error(message);
  e.stack = `${type}: ${message}\n`;
  return e;
}

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
