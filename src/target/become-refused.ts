import { AnsibleError } from '../errors/ansible-error.ts';

/**
 * The become program ended by itself (it is not there, the user may not, the user is unknown). In Ansible the module
 * was its command, so this is a module failure with the program's output and exit code.
 */
export class BecomeRefused extends AnsibleError {
  constructor(
    said: string,
    readonly stdout: string,
    readonly stderr: string,
    readonly rc: number,
  ) {
    super(said || `privilege escalation failed (rc ${rc})`, { kind: 'module-failure' });
  }
}
