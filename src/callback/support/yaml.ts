import { AnsibleError } from '../../errors/ansible-error.ts';
import type { Value } from '../../value/types.ts';

/** A result as `result_format=yaml` prints it. */
export function resultYaml(_value: Value): string {
  throw new AnsibleError('result_format=yaml is not available yet');
}
