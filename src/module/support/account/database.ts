import type { Target } from '../../../target/types.ts';
import { tool } from '../package/tool.ts';

export interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

export interface GroupEntry {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** Fields of /etc/shadow that matter here; undefined where this user may not read it. */
export interface ShadowEntry {
  readonly password: string;
  readonly min: string;
  readonly max: string;
  readonly warn: string;
  readonly expires: string;
}

export interface AccountState {
  readonly user: PasswdEntry | undefined;
  readonly groups: readonly GroupEntry[];
  readonly shadow: ShadowEntry | undefined;
}

export function parseGroups(text: string): GroupEntry[] {
  return text.split('\n').flatMap((line) => {
    const f = line.split(':');
    return f.length < 3
      ? []
      : [{ name: f[0]!, gid: Number(f[2]), members: (f[3] ?? '').split(',').filter(Boolean) }];
  });
}

function parsePasswd(text: string, name: string): PasswdEntry | undefined {
  for (const line of text.split('\n')) {
    const f = line.split(':');
    // getent takes a number for an id, too: an account of that id has another name
    if (f.length < 7 || f[0] !== name) continue;
    return { name: f[0]!, uid: Number(f[2]), gid: Number(f[3]), comment: f[4]!, home: f[5]!, shell: f[6]! };
  }
  return undefined;
}

/** User, groups and shadow entry in one round trip; with `local`, the files of /etc alone. */
export async function readAccount(target: Target, name: string, local: boolean): Promise<AccountState> {
  const script = local
    ? 'cat /etc/passwd; echo; echo ---; cat /etc/group; echo; echo ---; grep -F "$1:" /etc/shadow 2>/dev/null'
    : '(getent passwd "$1" || grep -F "$1:" /etc/passwd); echo ---; (getent group || cat /etc/group); echo ---; grep -F "$1:" /etc/shadow 2>/dev/null';
  const r = await tool(target, ['sh', '-c', `${script}; true`, 'sh', name]);
  const [passwd = '', groups = '', shadow = ''] = r.stdout.split('---\n');
  const line = shadow
    .split('\n')
    .find((l) => l.startsWith(`${name}:`))
    ?.split(':');
  return {
    user: parsePasswd(passwd, name),
    groups: parseGroups(groups),
    shadow:
      line === undefined
        ? undefined
        : {
            password: line[1] ?? '',
            min: line[3] ?? '',
            max: line[4] ?? '',
            warn: line[5] ?? '',
            expires: line[7] ?? '',
          },
  };
}

/** All groups; with `local`, those of /etc/group alone. */
export async function readGroups(target: Target, local: boolean): Promise<GroupEntry[]> {
  const script = local ? 'cat /etc/group; true' : 'getent group || cat /etc/group; true';
  return parseGroups((await tool(target, ['sh', '-c', script])).stdout);
}

export const findGroup = (groups: readonly GroupEntry[], name: string): GroupEntry | undefined =>
  groups.find((g) => g.name === name) ??
  (/^\d+$/.test(name) ? groups.find((g) => g.gid === Number(name)) : undefined);

const hashLengths: Readonly<Record<string, number>> = { 1: 22, 5: 43, 6: 86 };

/** Whether a password looks like something that was never hashed. */
export function looksUnhashed(password: string): boolean {
  if (password === '*' || password === '!' || password === '*************') return false;
  if (/[:*!]/.test(password) || !password.includes('$')) return true;
  const fields = password.split('$');
  if (fields.length < 3) return true;
  const hash = fields.at(-1)!;
  if (/[^a-zA-Z0-9./]/.test(hash)) return true;
  const length = hashLengths[fields[1]!];
  return length !== undefined && hash.length !== length;
}
