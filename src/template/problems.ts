import { AnsibleError, type ErrorDetails, UndefinedVariableError } from '../errors/ansible-error.ts';
import { normalizeError, PyError } from '../value/errors.ts';
import { reprText } from '../value/repr.ts';

/** An AnsibleError that a template raised; `pyClass` is the name of Python's exception. */
export class TemplateError extends AnsibleError {
  constructor(
    readonly pyClass: string,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, { kind: 'template', ...details });
  }
}

/** Whether a template raised an exception of Python that Ansible gives no words of its own. */
export function isRaw(e: unknown): e is TemplateError {
  return e instanceof TemplateError && !e.pyClass.startsWith('Ansible');
}

/** Any error as one of Python's: so that messages can name its class. */
export function pyErrorOf(e: unknown): PyError {
  const problem = normalizeError(e);
  if (problem instanceof PyError) return problem;
  if (problem instanceof UndefinedVariableError)
    return new PyError('AnsibleUndefinedVariable', problem.message, { cause: e });
  if (problem instanceof TemplateError) return new PyError(problem.pyClass, problem.message, { cause: e });
  if (problem instanceof AnsibleError) {
    const classes: Readonly<Record<string, string>> = {
      parser: 'AnsibleParserError',
      yaml: 'AnsibleParserError',
      options: 'AnsibleOptionsError',
      config: 'AnsibleOptionsError',
      'file-not-found': 'AnsibleFileNotFound',
      lookup: 'AnsibleLookupError',
      vault: 'AnsibleVaultError',
    };
    return new PyError(classes[problem.kind] ?? 'AnsibleError', problem.message, { cause: e });
  }
  throw problem;
}

/** Python's str() of the exception: a KeyError shows its key's repr. */
export const problemText = (e: PyError): string =>
  e.pyType === 'KeyError' && !/^['"].*['"]$/s.test(e.message) ? reprText(e.message) : e.message;

/** What leaves the templar: an AnsibleError with Ansible's text. */
export function ansibleErrorOf(e: unknown, hint?: string): AnsibleError {
  if (e instanceof AnsibleError) return e;
  const problem = pyErrorOf(e);
  if (problem.cause instanceof AnsibleError && problem.cause.message === problem.message)
    return problem.cause;
  const details = { cause: e, hint };
  if (problem.pyType === 'AnsibleUndefinedVariable' || problem.pyType === 'UndefinedError') {
    return new UndefinedVariableError(problem.message, details);
  }
  return new TemplateError(problem.pyType, problemText(problem), details);
}
