import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirs } from '../../config/make-dirs.ts';
import { matchesPatterns } from './config.ts';

export interface KnownKey {
  readonly type: string;
  readonly key: Buffer;
  readonly revoked: boolean;
  readonly authority: boolean;
  readonly file: string;
  readonly line: number;
}

/** How known_hosts names a host: `name`, or `[name]:port` away from port 22. */
export const hostLabel = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;

function fits(field: string, label: string): boolean {
  if (!field.startsWith('|1|')) return matchesPatterns(label, field.split(','));
  const [, , salt, hash] = field.split('|');
  return (
    createHmac('sha1', Buffer.from(salt ?? '', 'base64'))
      .update(label)
      .digest('base64') === hash
  );
}

/** All entries of the files for one host. */
export function knownKeys(files: readonly string[], labels: readonly string[]): KnownKey[] {
  const found: KnownKey[] = [];
  for (const file of files) {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      continue;
    }
    for (const [index, raw] of text.split('\n').entries()) {
      const words = raw.trim().split(/\s+/);
      const mark = words[0]?.startsWith('@') ? words.shift() : undefined;
      const [field, type, key] = words;
      if (!field || field.startsWith('#') || !type || !key) continue;
      if (!labels.some((l) => fits(field, l))) continue;
      found.push({
        type,
        key: Buffer.from(key, 'base64'),
        revoked: mark === '@revoked',
        authority: mark === '@cert-authority',
        file,
        line: index + 1,
      });
    }
  }
  return found;
}

/** The key type that a public key blob begins with ("ssh-ed25519"). */
export const keyType = (blob: Buffer): string => blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));

/** ED25519, ECDSA, RSA: how OpenSSH words a key type. */
export const typeLabel = (type: string): string =>
  type.includes('ed25519')
    ? 'ED25519'
    : type.startsWith('ecdsa')
      ? 'ECDSA'
      : type.includes('rsa')
        ? 'RSA'
        : 'DSA';

/** Adds a host's key; a file that cannot be written is no reason to stop (as with OpenSSH). */
export function addKnownKey(file: string, label: string, key: Buffer, hashed: boolean): boolean {
  const salt = randomBytes(20);
  const name = hashed
    ? `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(label).digest('base64')}`
    : label;
  try {
    makeDirs(dirname(file), 0o700);
    const end = existsSync(file) && readFileSync(file).at(-1);
    // the last line may lack its end
    const start = end === false || end === undefined || end === 10 ? '' : '\n';
    appendFileSync(file, `${start}${name} ${keyType(key)} ${key.toString('base64')}\n`, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}
