import type { PlainObject } from '../../value/plain.ts';
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
