import { AnsibleError, ConnectionError } from '../errors/ansible-error.ts';
import { errorText } from '../errors/report.ts';
import type { Task } from '../playbook/task.ts';
import { exceptionClass } from '../template/errors.ts';
import { isRaw, type TemplateError } from '../template/problems.ts';
import { isPyError, PyError } from '../value/errors.ts';
import { fromPlain } from '../value/plain.ts';
import { repr } from '../value/repr.ts';
import type { Value } from '../value/types.ts';
import { newOutcome, type Outcome } from './outcome.ts';

/** The last line of Python's traceback. */
const lastLine = (e: TemplateError): string => `${exceptionClass(e.pyClass).slice(8, -2)}: ${e.message}\n`;

/** A loop that an exception of Python kept from being evaluated. */
export class UnexpectedFailure extends Error {
  constructor(readonly raised: TemplateError) {
    super(raised.message);
    this.stack = lastLine(raised);
  }
}

/**
 * What evaluating a keyword of a task raised, as Ansible words it: a value that does not fit is told with the whole
 * keyword, any other exception of Python stays one.
 */
export function keywordError(e: unknown, keyword: string, given: Value, isa: string, task: Task): unknown {
  if (!isRaw(e) || !isPyError(new PyError(e.pyClass, e.message), 'ValueError')) return e;
  return new AnsibleError(
    `the field '${keyword}' has an invalid value (${repr(given)}), and could not be converted to an ${isa}.The error was: ${e.message}`,
    { kind: 'template', position: task.position, cause: e },
  );
}

/** What raised it, as Python's traceback ends: with the class and the message. */
function causeOf(e: unknown): string | undefined {
  if (e instanceof PyError) return `${e.pyType}: ${e.message}\n`;
  if (!(e instanceof Error)) return undefined;
  // words of Python's in the place of a stack
  if (e.stack !== undefined && !/^ +at /m.test(e.stack)) return e.stack;
  const frames = (e.stack ?? '').split('\n').filter((l) => /^ +at /.test(l));
  return `${[...frames, `${e.name}: ${e.message}`].join('\n')}\n`;
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
  if (isRaw(e)) {
    return newOutcome(
      new Map<Value, Value>([
        ['failed', true],
        ['exception', fromPlain(lastLine(e), true)],
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
  const cause = causeOf(e);
  if (cause !== undefined) more.push(['exception', fromPlain(cause, true)]);
  return newOutcome(
    new Map<Value, Value>([
      ['failed', true],
      ['msg', fromPlain(`Unexpected failure during module execution: ${text}`, true)],
      ...more,
      ['stdout', ''],
    ]),
  );
}
