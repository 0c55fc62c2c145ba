import type { PlainObject } from '../../../value/plain.ts';
import type { Value } from '../../../value/types.ts';
import { strArgument } from '../../argspec/repr.ts';
import { type ModuleContext, ModuleFailure, type OptionSpec } from '../../define.ts';
import type { FollowRedirects, HttpRequest } from './types.ts';

/** What get_url and uri have in common. */
export interface UrlParams {
  readonly url: string;
  readonly force: boolean;
  readonly http_agent: string | null;
  readonly use_proxy: boolean;
  readonly validate_certs: boolean;
  readonly url_username: string | null;
  readonly url_password: string | null;
  readonly force_basic_auth: boolean;
  readonly client_cert: string | null;
  readonly client_key: string | null;
  readonly use_gssapi: boolean;
  readonly headers: unknown;
  readonly timeout: number;
  readonly unredirected_headers: string[] | null;
  readonly ciphers: string[] | null;
  readonly decompress: boolean;
  readonly use_netrc: boolean;
}

export const urlOptions: Readonly<Record<string, OptionSpec>> = {
  url: { description: 'The address (http, https, ftp or file).', required: true },
  force: {
    description: 'Asks for it anew and does not take an answer from a cache.',
    type: 'bool',
    default: false,
  },
  http_agent: { description: 'What the program calls itself to the server.', default: 'ansible-httpget' },
  use_proxy: {
    description: "Uses the proxy that the host's environment names.",
    type: 'bool',
    default: true,
  },
  validate_certs: {
    description: 'Holds the certificate of the server against the trusted ones.',
    type: 'bool',
    default: true,
  },
  url_username: { description: 'User for the server.', aliases: ['username'] },
  url_password: { description: 'Password for the server.', aliases: ['password'], noLog: true },
  force_basic_auth: {
    description: 'Sends user and password at once instead of when asked.',
    type: 'bool',
    default: false,
  },
  client_cert: { description: 'Certificate (PEM) to show, on the host; may hold the key too.', type: 'path' },
  client_key: { description: 'Key of the certificate, on the host.', type: 'path' },
  use_gssapi: { description: 'Kerberos; not supported, refused.', type: 'bool', default: false },
  headers: { description: 'Headers to send.', type: 'dict' },
  timeout: { description: 'Seconds to wait for an answer or for data.', type: 'int', default: 10 },
  unredirected_headers: {
    description: 'Headers that do not go along with a redirect.',
    type: 'list',
    elements: 'str',
    default: [],
  },
  ciphers: { description: 'TLS ciphers to offer.', type: 'list', elements: 'str' },
  decompress: { description: 'Unpacks an answer that came packed (gzip).', type: 'bool', default: true },
  use_netrc: {
    description: 'Takes user and password from the netrc file of the host where none is given.',
    type: 'bool',
    default: true,
  },
};

/** The request that the common parameters make. */
export async function requestOf(
  ctx: ModuleContext<unknown>,
  p: UrlParams,
  own: Partial<HttpRequest> & { readonly method: string },
): Promise<HttpRequest> {
  if (p.use_gssapi) throw new ModuleFailure('use_gssapi is not supported by ansible-ts');
  const headers: Array<readonly [string, string]> = [['User-Agent', p.http_agent ?? 'ansible-httpget']];
  if (p.force) headers.push(['cache-control', 'no-cache']);
  const given = p.headers instanceof Map ? [...p.headers] : Object.entries((p.headers ?? {}) as PlainObject);
  for (const [k, v] of given) headers.push([String(k), strArgument((v ?? null) as Value)]);
  const login = p.url_username === null && p.use_netrc ? await fromNetrc(ctx, p.url) : undefined;
  const { headers: more, ...rest } = own;
  return {
    url: p.url,
    headers: dedupe([...headers, ...(more ?? [])]),
    unredirected: (p.unredirected_headers ?? []).map((h) => h.toLowerCase()),
    timeout: p.timeout,
    username: p.url_username ?? login?.[0],
    password: p.url_password ?? login?.[1],
    forceBasic: p.force_basic_auth || login !== undefined,
    validateCerts: p.validate_certs,
    clientCert: p.client_cert ?? undefined,
    clientKey: p.client_key ?? undefined,
    ciphers: p.ciphers ?? undefined,
    useProxy: p.use_proxy,
    follow: 'urllib2' as FollowRedirects,
    decompress: p.decompress,
    hashes: [],
    resume: 0,
    ...rest,
  };
}

/** A header that the task gives takes the place of ours. */
function dedupe(headers: ReadonlyArray<readonly [string, string]>): Array<readonly [string, string]> {
  return [...new Map(headers.map((h) => [h[0].toLowerCase(), h])).values()];
}

/** User and password that the netrc file has for the server of an address. */
async function fromNetrc(
  ctx: ModuleContext<unknown>,
  address: string,
): Promise<readonly [string, string] | undefined> {
  if (!/^https?:/.test(address)) return undefined;
  const env = await ctx.target.environment();
  const path = env['NETRC'] ?? (await ctx.target.expand('~/.netrc'));
  const text = await ctx.target.readFile(path).then(
    (d) => d.toString(),
    () => undefined,
  );
  if (text === undefined) return undefined;
  let host: string;
  try {
    host = new URL(address).hostname;
  } catch {
    return undefined;
  }
  const words = netrcWords(text);
  let fallback: readonly [string, string] | undefined;
  for (let i = 0; i < words.length; i++) {
    if (words[i] !== 'machine' && words[i] !== 'default') continue;
    const name = words[i] === 'default' ? undefined : words[++i];
    const found: Record<string, string> = {};
    while (i + 1 < words.length && ['login', 'password', 'account'].includes(words[i + 1]!)) {
      found[words[i + 1]!] = words[i + 2] ?? '';
      i += 2;
    }
    if (found['login'] === undefined) continue;
    const pair = [found['login'], found['password'] ?? ''] as const;
    if (name === host) return pair;
    if (name === undefined) fallback ??= pair;
  }
  return fallback;
}

/** The words of a netrc file. A comment begins at a word with #, unless that is what a login or password is. */
function netrcWords(text: string): string[] {
  const words: string[] = [];
  for (const line of text.split('\n')) {
    for (const m of line.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)) {
      const word = m[1] === undefined ? m[2]! : m[1].replace(/\\(.)/g, '$1');
      if (word.startsWith('#') && !/^(?:login|user|password|account)$/.test(words.at(-1) ?? '')) break;
      words.push(word);
    }
  }
  return words;
}

/** The text of an HTTP status that stands for failure: `HTTP Error 404: Not Found`. */
export const statusText = (status: number, reason: string): string =>
  `HTTP Error ${status}: ${reason || (knownReasons[status] ?? '')}`;

const knownReasons: Readonly<Record<number, string>> = {
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** `OK (1200 bytes)`, by what the server said of the length. */
export const okText = (headers: ReadonlyMap<string, string>): string =>
  `OK (${headers.get('content-length') ?? 'unknown'} bytes)`;

/** The file name that an address or its answer means: as the address has it, or `decoded`. */
export function fileNameOf(url: string, headers?: ReadonlyMap<string, string>, decoded = false): string {
  const m = /filename\*?=(?:"([^"]*)"|([^;\s]+))/i.exec(headers?.get('content-disposition') ?? '');
  const given = (m?.[1] ?? m?.[2] ?? '').split('/').pop()!;
  if (given !== '' && given !== '.' && given !== '..') return given;
  let path = '';
  try {
    path = url.replace(/^[^/]*\/\/[^/?#]*/, '').replace(/[?#].*$/s, '');
    if (decoded) path = decodeURIComponent(path.replace(/\/+$/, ''));
  } catch {
    // no escapes after all
  }
  const last = path.split('/').pop()!;
  return last === '' || last === '.' || last === '..' ? 'index.html' : last;
}

/** Seconds since the epoch as an HTTP date. */
export const httpDate = (seconds: number): string => new Date(Math.floor(seconds) * 1000).toUTCString();
