import { notices } from '../../errors/notices.ts';
import { isDict, toDict } from '../../value/dict.ts';
import { indexError } from '../../value/errors.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { filterError } from '../errors.ts';

/** The result of a task, with the error that tests of results give for anything else. */
export function resultOf(v: Value, test: string): Dict {
  if (!isDict(v)) throw filterError(`The '${test}' test expects a dictionary`);
  return toDict(v);
}

const flag = (d: Dict, name: string): boolean => truth(d.get(name) ?? false);
const raw = (d: Dict, name: string): Value => d.get(name) ?? (d.has(name) ? null : false);

export const isFailed = (v: Value): boolean => truth(failedValue(v));
/** What `failed` of a result says, as it stands there. */
export const failedValue = (v: Value): Value => raw(resultOf(v, 'failed'), 'failed');
export const isUnreachable = (v: Value): boolean => flag(resultOf(v, 'unreachable'), 'unreachable');
export const isSkipped = (v: Value): boolean => flag(resultOf(v, 'skipped'), 'skipped');

/** Changed itself, or one of its items where the result of a loop does not say so. */
export function changedValue(v: Value): Value {
  const d = resultOf(v, 'changed');
  const results = d.get('results');
  if (results === undefined || d.has('changed')) return raw(d, 'changed');
  if (!Array.isArray(results)) return false;
  if (!results.length) throw indexError('list index out of range');
  if (!isDict(results[0]!)) return false;
  return results.some((r) => isDict(r) && flag(toDict(r), 'changed'));
}

/** `started` and `finished` of an asynchronous task. */
export function asyncFlag(v: Value, name: 'started' | 'finished'): Value {
  const d = resultOf(v, name);
  const value = d.get(name);
  if (value !== undefined) return truth(value) && value !== 0;
  notices().warning(`The '${name}' test expects an async task, but a non-async task was tested`);
  return true;
}
