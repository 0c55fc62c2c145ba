import { homedir, userInfo } from 'node:os';

let known: string | undefined;

/** The account's home directory as the user database has it: OpenSSH looks for ~/.ssh there, whatever $HOME says. */
export function accountHome(): string {
  if (known === undefined) {
    try {
      known = userInfo().homedir;
    } catch {
      known = homedir(); // an account that the database does not know
    }
  }
  return known;
}
