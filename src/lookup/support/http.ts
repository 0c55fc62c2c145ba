import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { valueError } from '../../value/errors.ts';
import { lookupFailure } from './files.ts';

export interface DownloadOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly force: boolean;
  readonly timeoutSeconds: number;
  readonly agent: string;
  readonly validate: boolean;
  readonly followRedirects: boolean;
  readonly socketPath: string | undefined;
  readonly caFile: string | undefined;
  /** Lower-case names of headers that only the first request gets. */
  readonly unredirected: readonly string[];
  readonly ciphers: string | undefined;
}

const MAX_REDIRECTS = 10;

/**
 * GETs a URL whole. A password is never sent to another host than the one asked for.
 * @throws AnsibleError with the url lookup's texts
 */
export async function download(url: string, o: DownloadOptions): Promise<Buffer> {
  const first = parsed(url);
  let at = first;
  for (let n = 0; ; n++) {
    const response = await request(
      at,
      o,
      n > 0,
      at.host === first.host && at.protocol === first.protocol,
      url,
    );
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    if (
      o.followRedirects &&
      location !== undefined &&
      [301, 302, 303, 307, 308].includes(status) &&
      n < MAX_REDIRECTS
    ) {
      response.resume();
      if (!URL.canParse(location, at.href))
        throw lookupFailure(
          `Failed lookup url for ${url} : the server redirects to what is no address: ${location}`,
        );
      at = parsed(new URL(location, at).href);
      continue;
    }
    const chunks: Buffer[] = [];
    try {
      for await (const c of response) chunks.push(c as Buffer);
    } catch (e) {
      throw e instanceof AnsibleError ? e : lookupFailure(problem(url, e as NodeJS.ErrnoException));
    }
    if (status < 200 || status >= 300) {
      throw lookupFailure(
        `Received HTTP error for ${url} : HTTP Error ${status}: ${response.statusMessage ?? ''}`,
      );
    }
    return Buffer.concat(chunks);
  }
}

function parsed(url: string): URL {
  try {
    const u = new URL(url);
    if (u.protocol === 'http:' || u.protocol === 'https:') return u;
    throw lookupFailure(
      `Failed lookup url for ${url} : <urlopen error unknown url type: ${u.protocol.replace(':', '')}>`,
    );
  } catch (e) {
    if (e instanceof TypeError) throw valueError(`unknown url type: '${url}'`);
    throw e;
  }
}

async function request(
  u: URL,
  o: DownloadOptions,
  redirected: boolean,
  sameHost: boolean,
  shown: string,
): Promise<IncomingMessage> {
  const { request: open } = u.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const headers: Record<string, string> = { 'User-Agent': o.agent, Accept: '*/*' };
  if (o.force) headers['Cache-Control'] = 'no-cache';
  for (const [k, v] of Object.entries(o.headers)) {
    if (
      redirected &&
      (o.unredirected.includes(k.toLowerCase()) || (!sameHost && /^(authorization|cookie)$/i.test(k)))
    )
      continue;
    headers[k] = v;
  }
  const user = o.username ?? (u.username ? decodeURIComponent(u.username) : undefined);
  if (user !== undefined && sameHost) {
    const password = o.password ?? decodeURIComponent(u.password);
    headers.Authorization ??= `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }
  return new Promise((resolve, reject) => {
    const call = open(
      u,
      {
        headers,
        timeout: o.timeoutSeconds * 1000,
        ...(o.socketPath === undefined ? {} : { socketPath: o.socketPath }),
        ...(u.protocol === 'https:'
          ? {
              rejectUnauthorized: o.validate,
              ...(o.caFile === undefined ? {} : { ca: readFileSync(o.caFile) }),
              ...(o.ciphers ? { ciphers: o.ciphers } : {}),
            }
          : {}),
      },
      resolve,
    );
    call.on('timeout', () =>
      call.destroy(lookupFailure(`Failed lookup url for ${shown} : <urlopen error timed out>`)),
    );
    call.on('error', (e: NodeJS.ErrnoException) =>
      reject(e.name === 'AnsibleError' ? e : lookupFailure(problem(shown, e))),
    );
    call.end();
  });
}

function problem(url: string, e: NodeJS.ErrnoException): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: '[Errno 111] Connection refused',
    ENOTFOUND: '[Errno -2] Name or service not known',
    EAI_AGAIN: '[Errno -3] Temporary failure in name resolution',
    ETIMEDOUT: '[Errno 110] Connection timed out',
    EHOSTUNREACH: '[Errno 113] No route to host',
    ECONNRESET: '[Errno 104] Connection reset by peer',
  };
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(e.code ?? ''))
    return `Error validating the server's certificate for ${url}: ${e.message}`;
  return `Failed lookup url for ${url} : <urlopen error ${known[e.code ?? ''] ?? e.message}>`;
}
