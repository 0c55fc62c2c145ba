import { UndefinedVariableError } from '../../errors/ansible-error.ts';
import { PyError } from '../../value/errors.ts';

/** Runs what templates a value on its own; what is undefined there is told twice, as Ansible's two templars do. */
export function undefinedTwice<T>(f: () => T): T {
  try {
    return f();
  } catch (e) {
    const undefinedName =
      (e instanceof PyError && /Undefined/.test(e.pyType)) || e instanceof UndefinedVariableError;
    if (!undefinedName) throw e;
    throw new PyError('AnsibleUndefinedVariable', `${e.message}. ${e.message}`, { cause: e });
  }
}
