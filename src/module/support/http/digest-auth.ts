import { createHash, randomBytes } from 'node:crypto';
import type { HttpRequest } from './types.ts';

/** The Authorization header that answers a Digest challenge (RFC 7616, qop auth), or undefined for what is not known. */
export function digestAuthorization(challenge: string, request: HttpRequest): string | undefined {
  const fields = new Map<string, string>();
  const text = challenge.slice(challenge.search(/\bdigest\b/i) + 6);
  for (const m of text.matchAll(/(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g))
    fields.set(m[1]!.toLowerCase(), m[2] ?? m[3]!);
  const algorithm = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  const name = { MD5: 'md5', 'SHA-256': 'sha256', SHA: 'sha1' }[algorithm];
  const [realm, nonce] = [fields.get('realm') ?? '', fields.get('nonce')];
  if (name === undefined || nonce === undefined) return undefined;
  const hash = (s: string): string => createHash(name).update(s).digest('hex');
  const url = new URL(request.url);
  const uri = `${url.pathname}${url.search}`;
  const a1 = hash(`${request.username}:${realm}:${request.password ?? ''}`);
  const a2 = hash(`${request.method}:${uri}`);
  const qop = fields
    .get('qop')
    ?.split(',')
    .map((q) => q.trim())
    .includes('auth');
  const cnonce = randomBytes(8).toString('hex');
  const response = qop ? hash(`${a1}:${nonce}:00000001:${cnonce}:auth:${a2}`) : hash(`${a1}:${nonce}:${a2}`);
  const opaque = fields.get('opaque');
  return (
    `Digest username="${request.username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=${algorithm}` +
    (opaque === undefined ? '' : `, opaque="${opaque}"`) +
    (qop ? `, qop=auth, nc=00000001, cnonce="${cnonce}"` : '')
  );
}
