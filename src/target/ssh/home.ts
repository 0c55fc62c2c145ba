import { homedir } from 'node:os';
import { accountHomeDir } from '../../config/account.ts';

let known: string | undefined;

/** The account's home directory as the user database has it: OpenSSH looks for ~/.ssh there, whatever $HOME says. */
export function accountHome(): string {
  known ??= accountHomeDir() ?? homedir();
  return known;
}
