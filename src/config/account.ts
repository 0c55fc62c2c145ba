import { userInfo } from 'node:os';

/** The user database's entry of the account that this process runs as; a container's account may have none. */
function entry(): { readonly username: string; readonly homedir: string } | undefined {
  try {
    return userInfo();
  } catch {
    return undefined;
  }
}

/** The name of the account that this process runs as; its number where the user database has no name for it. */
export const accountName = (): string => entry()?.username ?? String(process.getuid?.() ?? '');

/** Its home directory by the user database. */
export const accountHomeDir = (): string | undefined => entry()?.homedir;
