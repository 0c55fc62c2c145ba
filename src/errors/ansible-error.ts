import type { Position } from './position.ts';

/** What went wrong, as a closed set: callers branch on this, never on the text. */
export type ErrorKind =
  | 'options'
  | 'config'
  | 'parser'
  | 'yaml'
  | 'undefined-variable'
  | 'template'
  | 'filter'
  | 'lookup'
  | 'assertion'
  | 'inventory'
  | 'vault'
  | 'file-not-found'
  | 'plugin-not-found'
  | 'module-arguments'
  | 'module-failure'
  | 'connection'
  | 'action'
  | 'internal';

/** What an error may carry beside its text. */
export interface ErrorDetails {
  readonly kind?: ErrorKind;
  /** Where in a source file; the report then shows the excerpt. */
  readonly position?: Position | undefined;
  /** One or more lines of ours that tell what to do next; printed after Ansible's own text. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Position known, but Ansible prints this error without its excerpt. */
  readonly hideExcerpt?: boolean;
}

/**
 * The base of every error that a user's input can cause. `message` is Ansible's own text, without position;
 * the report (errors/report.ts) adds the position, the excerpt and the hint.
 */
export class AnsibleError extends Error {
  readonly kind: ErrorKind;
  position: Position | undefined;
  readonly hint: string | undefined;
  hideExcerpt: boolean;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.kind = details.kind ?? 'internal';
    this.position = details.position;
    this.hint = details.hint;
    this.hideExcerpt = details.hideExcerpt ?? false;
  }
}

/** Bad command line: usage is printed, exit code 2 (or 5 where Ansible uses 5). */
export class OptionsError extends AnsibleError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { kind: 'options', ...details });
  }
}

/** A playbook, role or vars file that cannot be understood: exit code 4. */
export class ParserError extends AnsibleError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { kind: 'parser', ...details });
  }
}

/** A name that has no value, where that is an error. */
export class UndefinedVariableError extends AnsibleError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { kind: 'undefined-variable', ...details });
  }
}

/**
 * What Ansible itself ends on with an exception of Python's: its words after "Unexpected Exception, this is probably a
 * bug", exit code 250. The hint says what is wrong.
 */
export class UnexpectedError extends AnsibleError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { kind: 'internal', hideExcerpt: true, ...details });
  }
}

/** A host that cannot be reached: the host is marked unreachable, exit code 4. */
export class ConnectionError extends AnsibleError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { kind: 'connection', ...details });
  }
}
