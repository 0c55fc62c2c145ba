/** Names of users of the control node. */
import { readFile } from 'node:fs/promises';
import { accountName } from '../../config/account.ts';

/** The name of a local user by number; the number itself where none has it. */
export async function userNameOf(uid: number): Promise<string> {
  if (process.getuid?.() === uid) return accountName();
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const f = line.split(':');
    if (f[2] === String(uid)) return f[0]!;
  }
  return String(uid);
}
