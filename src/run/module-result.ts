import { AnsibleError, ConnectionError, UndefinedVariableError } from '../errors/ansible-error.ts';
import { ModuleFailure } from '../module/define.ts';
import { BecomeRefused } from '../target/become-refused.ts';
import { errnoOf, osErrorText } from '../target/errno.ts';
import { TargetError } from '../target/types.ts';
import { fromPlain } from '../value/plain.ts';
import { splitLines } from '../value/str-split.ts';
import { asText } from '../value/text.ts';
import { type Dict, UnsafeText } from '../value/types.ts';

/** What Python would say of a file operation that no module expected to fail. */
function targetErrorText(e: TargetError): string {
  // Node's own code for a path that no system call takes
  if (e.code === 'ERR_INVALID_ARG_VALUE') return 'embedded null byte';
  return errnoOf(e.code) === 0 ? e.message : osErrorText(e, false);
}

/** A failed call as a result. Errors of the connection and of variables pass: the task runner words them. */
export function failureOf(e: unknown, own: boolean, action: string): Dict {
  if (e instanceof BecomeRefused) return refusedResult(e, action);
  if (e instanceof ModuleFailure)
    return fromPlain({ failed: true, msg: e.message, ...e.details }, !own) as Dict;
  if (e instanceof ConnectionError || e instanceof UndefinedVariableError) throw e;
  if (e instanceof TargetError) return fromPlain({ failed: true, msg: targetErrorText(e) }, true) as Dict;
  if (e instanceof AnsibleError) throw e;
  throw e;
}

/** The become program failed in the place of the module. */
export function refusedResult(e: BecomeRefused, action: string): Dict {
  const { rc, stdout, stderr } = e;
  if (action === 'ansible.builtin.raw')
    return fromPlain(
      { changed: true, failed: true, msg: 'non-zero return code', rc, stdout, stderr },
      true,
    ) as Dict;
  return fromPlain(
    {
      failed: true,
      changed: false,
      module_stdout: stdout,
      module_stderr: stderr,
      msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
      rc,
    },
    true,
  ) as Dict;
}

/** `stdout_lines` and `stderr_lines`. */
export function addLines(result: Dict): void {
  for (const key of ['stdout', 'stderr']) {
    const lines = `${key}_lines`;
    const v = result.get(key);
    if (v === undefined || result.has(lines)) continue;
    const text = asText(v);
    if (text === undefined) continue;
    result.set(
      lines,
      splitLines(text, false).map((l) => new UnsafeText(l)),
    );
  }
}
