import { AnsibleError, ConnectionError } from '../errors/ansible-error.ts';
import { errorText } from '../errors/report.ts';
import { isPyError, PyError } from '../value/errors.ts';
import { fromPlain } from '../value/plain.ts';
import type { Value } from '../value/types.ts';
import { newOutcome, type Outcome } from './outcome.ts';

/** Exceptions of a template that Ansible does not word: it gives their traceback alone. */
function pythonError(e: unknown): PyError | undefined {
  const found = e instanceof PyError ? e : e instanceof AnsibleError ? e.cause : undefined;
  if (!(found instanceof PyError) || !isPyError(found, 'ArithmeticError')) return undefined;
  return e === found || (e as AnsibleError).message === found.message ? found : undefined;
}

/** A task that could not be run, as a result: what Ansible's text says, with the place in the file where it has one. */
export function errorOutcome(e: unknown): Outcome {
  if (e instanceof ConnectionError) {
    return newOutcome(
      new Map<Value, Value>([
        ['unreachable', true],
        ['msg', fromPlain(e.message, true)],
        ['changed', false],
      ]),
    );
  }
  const raised = pythonError(e);
  if (raised !== undefined) {
    return newOutcome(
      new Map<Value, Value>([
        ['failed', true],
        ['exception', fromPlain(`${raised.pyType}: ${raised.message}\n`, true)],
        ['changed', false],
      ]),
    );
  }
  if (e instanceof AnsibleError) {
    return newOutcome(
      new Map<Value, Value>([
        ['failed', true],
        ['msg', fromPlain(errorText(e), true)],
      ]),
    );
  }
  const text = e instanceof Error ? e.message : String(e);
  const more: Array<[Value, Value]> = [];
  if (e instanceof Error && e.stack) more.push(['exception', fromPlain(e.stack, true)]);
  return newOutcome(
    new Map<Value, Value>([
      ['failed', true],
      ['msg', fromPlain(`Unexpected failure during module execution: ${text}`, true)],
      ...more,
      ['stdout', ''],
    ]),
  );
}
