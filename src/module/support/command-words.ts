import type { Target } from '../../target/types.ts';
import { shellWords } from './shell-words.ts';

/** The words of a command text, `~` and `$VAR` in each expanded on the host, as AnsibleModule.run_command does. */
export async function commandWords(target: Target, command: string): Promise<string[]> {
  return Promise.all(shellWords(command).map((w) => (/^~|\$/.test(w) ? target.expand(w) : w)));
}
