import type { Value } from './types.ts';

/**
 * Python's exceptions. `pyType` is the name of the class, `message` what `str(exc)` gives. Other rooms turn them into
 * AnsibleErrors; inside an evaluation they travel as they are, because templates' error texts quote them.
 */
export class PyError extends Error {
  /** Line in the template (from 1) where it was raised, once known. */
  lineno: number | undefined;
  /** Name or path of the template, once known. */
  templateName: string | undefined;
  /** Offset in the template's source (newlines normalised) of the statement that was running, once known. */
  offset: number | undefined;
  /** The template's text, and its file where it has one, once known. */
  source: string | undefined;
  sourceFile: string | undefined;
  constructor(
    readonly pyType: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = pyType;
  }
}

/**
 * Raised for an undefined value (jinja2.exceptions.UndefinedError). `undefinedName` is the name that was asked for;
 * `owner` the value that has no such attribute or key, undefined for a variable.
 */
export class UndefinedError extends PyError {
  constructor(
    message: string,
    readonly undefinedName: string | null = null,
    readonly owner: Value | undefined = undefined,
    options?: { cause?: unknown },
  ) {
    super('UndefinedError', message, options);
  }
}

const parents: Readonly<Record<string, string>> = {
  KeyError: 'LookupError',
  IndexError: 'LookupError',
  LookupError: 'Exception',
  ZeroDivisionError: 'ArithmeticError',
  OverflowError: 'ArithmeticError',
  ArithmeticError: 'Exception',
  UnicodeEncodeError: 'UnicodeError',
  UnicodeDecodeError: 'UnicodeError',
  UnicodeError: 'ValueError',
  JSONDecodeError: 'ValueError',
  Error: 'ValueError',
  ValueError: 'Exception',
  TypeError: 'Exception',
  AttributeError: 'Exception',
  RecursionError: 'RuntimeError',
  NotImplementedError: 'RuntimeError',
  RuntimeError: 'Exception',
  TemplateSyntaxError: 'TemplateError',
  TemplateAssertionError: 'TemplateSyntaxError',
  TemplateNotFound: 'LookupError',
  TemplatesNotFound: 'TemplateNotFound',
  TemplateRuntimeError: 'TemplateError',
  UndefinedError: 'TemplateRuntimeError',
  SecurityError: 'TemplateRuntimeError',
  FilterArgumentError: 'TemplateRuntimeError',
  TemplateError: 'Exception',
};

/** Python's `isinstance(exc, <name>)`. */
export function isPyError(exc: unknown, name: string): exc is PyError {
  if (!(exc instanceof PyError)) return false;
  for (let t: string | undefined = exc.pyType; t !== undefined; t = parents[t]) if (t === name) return true;
  return (
    (exc.pyType === 'TemplateNotFound' || exc.pyType === 'TemplatesNotFound') && name === 'TemplateError'
  );
}

export const typeError = (message: string): PyError => new PyError('TypeError', message);
export const valueError = (message: string): PyError => new PyError('ValueError', message);
export const overflowError = (message: string): PyError => new PyError('OverflowError', message);
export const indexError = (message: string): PyError => new PyError('IndexError', message);
export const zeroDivision = (message: string): PyError => new PyError('ZeroDivisionError', message);
export const attributeError = (message: string): PyError => new PyError('AttributeError', message);
export const recursionError = (): PyError =>
  new PyError('RecursionError', 'maximum recursion depth exceeded');

/** Turns JavaScript's own stack and memory errors into Python's; anything else is handed back as it is. */
export function normalizeError(exc: unknown): unknown {
  if (exc instanceof RangeError) {
    if (/call stack/.test(exc.message)) return recursionError();
    if (
      /invalid (string|array|typed array) length|allocation|BigInt|Map maximum|Set maximum|size exceeded/i.test(
        exc.message,
      )
    )
      return new PyError('MemoryError', 'the result would be too large', { cause: exc });
  }
  return exc;
}
