import { readFileSync } from 'node:fs';
import { accountName } from '../../config/account.ts';
import { environmentVariables } from './process-env.ts';

/** The home of a user as /etc/passwd has it. */
function homeOf(user: string): string | undefined {
  try {
    for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
      const fields = line.split(':');
      if (fields[0] === user) return fields[5];
    }
  } catch {
    return undefined;
  }
  return undefined;
}

/** os.path.expanduser: an unknown user's path stays as it is. */
export function expandUser(path: string): string {
  if (!path.startsWith('~')) return path;
  const end = path.indexOf('/') < 0 ? path.length : path.indexOf('/');
  const home =
    end === 1 ? (environmentVariables().HOME ?? homeOf(accountName())) : homeOf(path.slice(1, end));
  if (home === undefined) return path;
  return home.replace(/\/+$/, '') + path.slice(end) || '/';
}
