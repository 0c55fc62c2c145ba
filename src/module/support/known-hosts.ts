import { createHmac, randomBytes } from 'node:crypto';

/** One line of a known_hosts file that holds a key. */
export interface KnownHost {
  readonly marker: string;
  readonly hosts: string;
  readonly type: string;
  readonly key: string;
}

/** Undefined for comments, empty lines and what is no entry. */
export function parseKnownHost(line: string): KnownHost | undefined {
  const words = line.trim().split(/\s+/);
  if (words[0]!.startsWith('#')) return undefined;
  const marker = words[0]!.startsWith('@') ? words.shift()! : '';
  const [hosts, type, key] = words;
  return hosts === undefined || type === undefined || key === undefined
    ? undefined
    : { marker, hosts, type, key };
}

const digest = (name: string, salt: Buffer): string => createHmac('sha1', salt).update(name).digest('base64');

/** The field of hosts as `ssh-keygen -H` writes it. */
export function hashedHost(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString('base64')}|${digest(name, salt)}`;
}

/** Whether a field of hosts names this host, hashed or not. */
export function namesHost(field: string, name: string): boolean {
  const hashed = /^\|1\|([^|]+)\|(.+)$/.exec(field);
  if (hashed !== null) return digest(name, Buffer.from(hashed[1]!, 'base64')) === hashed[2];
  return field.split(',').some((h) => h.toLowerCase() === name);
}
