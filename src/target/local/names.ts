import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

interface Table {
  stamp: string;
  /** When the unknown were last asked for, in milliseconds; they are asked again after a while. */
  unknownSince: number;
  names: Map<number, string>;
  ids: Map<string, number>;
  homes: Map<string, string>;
  unknown: Set<string>;
}

const tables = new Map<string, Table>();
const forgetUnknownAfter = 5000;

/** The account files, read once and again when they change; directory services are asked for what they lack. */
function table(file: string): Table {
  let stamp = '';
  try {
    const s = statSync(file, { bigint: true });
    stamp = `${s.ino}:${s.mtimeNs}:${s.size}`;
  } catch {
    // no such file: only the directory services know
  }
  const known = tables.get(file);
  if (known?.stamp === stamp) return known;
  const made: Table = {
    stamp,
    unknownSince: Date.now(),
    names: new Map(),
    ids: new Map(),
    homes: new Map(),
    unknown: new Set(),
  };
  if (stamp !== '') for (const line of readFileSync(file, 'utf8').split('\n')) enter(made, line);
  tables.set(file, made);
  return made;
}

function enter(t: Table, line: string): void {
  const [name, , id, , , home] = line.split(':');
  if (!name || id === undefined || !/^\d+$/.test(id)) return;
  const n = Number(id);
  if (!t.names.has(n)) t.names.set(n, name);
  if (!t.ids.has(name)) t.ids.set(name, n);
  if (home !== undefined && !t.homes.has(name)) t.homes.set(name, home);
}

/** Asks LDAP and its like through getent, where /etc/nsswitch.conf may name them. */
function ask(file: string, key: string): Table {
  const t = table(file);
  if (Date.now() - t.unknownSince > forgetUnknownAfter) {
    t.unknown.clear();
    t.unknownSince = Date.now();
  }
  if (t.unknown.has(key) || key === '' || key.startsWith('-')) return t;
  const database = file.endsWith('group') ? 'group' : 'passwd';
  const got = spawnSync('getent', [database, key], { encoding: 'utf8', timeout: 10_000 });
  if (got.status === 0) enter(t, got.stdout.split('\n')[0] ?? '');
  t.unknown.add(key);
  return t;
}

const passwd = '/etc/passwd';
const group = '/etc/group';

export const userName = (uid: number): string =>
  table(passwd).names.get(uid) ?? ask(passwd, String(uid)).names.get(uid) ?? '';
export const groupName = (gid: number): string =>
  table(group).names.get(gid) ?? ask(group, String(gid)).names.get(gid) ?? '';
export const userIdOf = (name: string): number | undefined =>
  table(passwd).ids.get(name) ?? ask(passwd, name).ids.get(name);
export const groupIdOf = (name: string): number | undefined =>
  table(group).ids.get(name) ?? ask(group, name).ids.get(name);
/** The home directory of a user, or undefined for an unknown one. */
export const homeOf = (name: string): string | undefined =>
  table(passwd).homes.get(name) ?? ask(passwd, name).homes.get(name);
