import { dirname } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { codeInText, errnoText } from '../errno.ts';
import { TargetError } from '../types.ts';
import type { RunResult } from './session.ts';

/** A program that the host lacks is no errno: that is said as it is. */
export function failure(op: string, path: string, result: RunResult): Error {
  const said = result.stderr.toString().trim();
  const missing = /(?:^|\n)[^\n]*?([a-z0-9]+): (?:command )?not found/.exec(said);
  if (result.rc === 127 && missing)
    return new AnsibleError(`The host has no '${missing[1]}' command, which '${op}' needs`, {
      kind: 'module-failure',
    });
  const code = codeInText(said) ?? 'EIO';
  return new TargetError(code, op, path, code === 'EIO' && said ? `${op} '${path}': ${said}` : undefined);
}

/** Ansible's words for each step at which a move can end. */
export function moveFailure(from: string, to: string, result: RunResult): TargetError {
  const code = codeInText(result.stderr.toString()) ?? 'EIO';
  const why = `${errnoText(code)}: b'${from}' -> b'${to}'`;
  const texts: Record<string, string> = {
    dir: `The destination directory (${dirname(to)}) is not writable by the current user. Error was: ${why}`,
    failed: `Failed to replace file: ${from} to ${to}: ${why}`,
    final: `Unable to make ${from} into to ${to}, failed final rename: ${why}`,
    over: `Could not write data to file (${to}) from (${from}): ${why}`,
  };
  return new TargetError(
    code,
    'move',
    to,
    texts[result.stdout.toString()] ?? `Could not replace file: ${from} to ${to}: ${why}`,
  );
}
