import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import type { LookupContext } from '../../template/define.ts';

/** The file as the task's place finds it; warns as Ansible does where it is nowhere. */
export function locate(ctx: LookupContext, kind: string, name: string, quiet = false): string | undefined {
  const path = ctx.findFile(kind, name);
  if (path === undefined && !quiet) {
    notices().warning(`Unable to find '${name}' in expected paths (use -vvvvv to see paths)`);
  }
  return path;
}

/** A plain AnsibleError of a lookup. */
export const lookupFailure = (
  message: string,
  kind: 'internal' | 'lookup' | 'parser' = 'internal',
): AnsibleError => new AnsibleError(message, { kind });
