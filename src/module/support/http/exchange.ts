import { digestAuthorization } from './digest-auth.ts';
import { type HttpContext, HttpFailure, type HttpHop, type HttpRequest, type HttpResponse } from './types.ts';

const mostRedirects = 10;

/** A request with what belongs to it: user and password when they are asked for, redirects, cookies on their way. */
export async function exchange(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const hop = await chooseHop(ctx, request);
  let now = withAddressUser(request);
  const cookies: string[] = [];
  const jar: Cookie[] = [];
  if (now.forceBasic && now.username !== undefined)
    now = { ...now, headers: [...now.headers, ['Authorization', basic(now)]] };
  let asked = now.forceBasic;
  let redirected = false;
  for (let i = 0; ; i++) {
    const own = cookieHeader(jar, new URL(now.url));
    // a cookie that the task gives is sent as it is, and nothing beside it
    const given = now.headers.some(([n]) => n.toLowerCase() === 'cookie');
    const sent = own === '' || given ? now : { ...now, headers: [...now.headers, ['Cookie', own] as const] };
    const answer = await hop(ctx, sent);
    cookies.push(...answer.cookies);
    for (const c of answer.cookies) jar.push(cookieOf(c, new URL(now.url)));
    const challenge = answer.headers.get('www-authenticate') ?? '';
    if (answer.status === 401 && !asked && now.username !== undefined && challenge !== '') {
      asked = true;
      const authorization = /\bdigest\b/i.test(challenge)
        ? digestAuthorization(challenge, now)
        : /\bbasic\b/i.test(challenge)
          ? basic(now)
          : undefined;
      if (authorization !== undefined) {
        now = { ...now, headers: [...now.headers, ['Authorization', authorization]] };
        continue;
      }
    }
    const location = answer.headers.get('location');
    const next = location === undefined ? undefined : redirect(now, answer.status, location);
    if (next === undefined) return { ...answer, cookies, redirected };
    if (i >= mostRedirects)
      throw new HttpFailure(
        'Request failed: The HTTP server returned a redirect error that would lead to an infinite loop.',
      );
    redirected = true;
    now = next;
  }
}

const basic = (r: HttpRequest): string =>
  `Basic ${Buffer.from(`${r.username}:${r.password ?? ''}`).toString('base64')}`;

/** A cookie and where it may go. */
interface Cookie {
  readonly name: string;
  /** `name=value`. */
  readonly text: string;
  readonly host: string;
  /** Whether hosts below it get it, too. */
  readonly below: boolean;
  readonly path: string;
  readonly secure: boolean;
}

const isBelow = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** What a Set-Cookie of the answer from `url` makes known. A domain that the server is not part of is passed over. */
function cookieOf(setCookie: string, url: URL): Cookie {
  const [text = '', ...rest] = setCookie.split(';').map((p) => p.trim());
  const attribute = (name: string): string | undefined => {
    const found = rest.find((r) => r.split('=')[0]!.trim().toLowerCase() === name);
    return found?.slice(found.indexOf('=') + 1).trim();
  };
  const domain = attribute('domain')?.replace(/^\./, '').toLowerCase();
  const below = domain?.includes('.') === true && isBelow(url.hostname, domain);
  const path = attribute('path');
  return {
    name: text.slice(0, text.indexOf('=')).trim(),
    text,
    host: below ? domain : url.hostname,
    below,
    path: path?.startsWith('/') ? path : url.pathname.replace(/[^/]*$/, ''),
    secure: attribute('secure') !== undefined,
  };
}

/** The cookies that belong to an address; of one name, the last. */
function cookieHeader(jar: readonly Cookie[], url: URL): string {
  const fits = jar.filter(
    (c) =>
      (c.below ? isBelow(url.hostname, c.host) : url.hostname === c.host) &&
      (url.pathname === c.path || url.pathname.startsWith(c.path.replace(/\/?$/, '/'))) &&
      (!c.secure || url.protocol === 'https:'),
  );
  return [...new Map(fits.map((c) => [c.name, c.text])).values()].join('; ');
}

/** User and password that stand in the address itself. */
function withAddressUser(request: HttpRequest): HttpRequest {
  const url = new URL(request.url);
  if (url.username === '') return request;
  const username = request.username ?? decodeURIComponent(url.username);
  const password = request.password ?? decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  return { ...request, url: url.href, username, password };
}

/** The request that a redirect leads to, or undefined where it is not followed. */
function redirect(request: HttpRequest, status: number, location: string): HttpRequest | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || request.follow === 'none') return undefined;
  const safe = request.method === 'GET' || request.method === 'HEAD';
  if (!safe && request.follow === 'safe') return undefined;
  if (
    request.follow === 'urllib2' &&
    !safe &&
    !(request.method === 'POST' && [301, 302, 303].includes(status))
  )
    return undefined;
  if (!URL.canParse(location, request.url))
    throw new HttpFailure(`Request failed: the server redirects to what is no address: ${location}`);
  const [from, to] = [new URL(request.url), new URL(location, request.url)];
  // Python's urllib goes to these only; a file address from a server would read the host's own files.
  if (!/^(https?|ftp):$/.test(to.protocol))
    throw new HttpFailure(`Request failed: redirection to ${to.protocol.slice(0, -1)} is not allowed`);
  const method = status === 307 || status === 308 || safe ? request.method : 'GET';
  const dropped = new Set(request.unredirected);
  if (method !== request.method) for (const h of ['content-length', 'content-type']) dropped.add(h);
  // What tells who we are is for the server that was asked; on its way from http to https it stays with it.
  const sameServer = from.hostname === to.hostname && (from.origin === to.origin || isUpgrade(from, to));
  if (!sameServer) for (const h of ['authorization', 'cookie']) dropped.add(h);
  const { body, username, password, ...rest } = request;
  return {
    ...rest,
    ...(sameServer ? { username, password } : {}),
    url: to.href,
    method,
    headers: request.headers.filter(([n]) => !dropped.has(n.toLowerCase())),
    ...(method === request.method && body !== undefined ? { body } : {}),
  };
}

const isUpgrade = (from: URL, to: URL): boolean =>
  from.protocol === 'http:' && to.protocol === 'https:' && from.port === '' && to.port === '';

/** In process on this machine; by a program of the host elsewhere, and for what only curl can do. */
async function chooseHop(ctx: HttpContext, request: HttpRequest): Promise<HttpHop> {
  const protocol = new URL(request.url).protocol;
  if (!/^(https?|ftp|file):$/.test(protocol))
    throw new HttpFailure(`Request failed: <urlopen error unknown url type: ${protocol.slice(0, -1)}>`);
  if (ctx.target.kind === 'local' && protocol !== 'ftp:') return (await import('./node-hop.ts')).nodeHop;
  if (protocol === 'file:') return (await import('./host-file-hop.ts')).hostFileHop;
  if ((await ctx.target.which('curl')) !== undefined) return (await import('./curl-hop.ts')).curlHop;
  if ((await ctx.target.which('wget')) !== undefined) return (await import('./wget-hop.ts')).wgetHop;
  throw new HttpFailure(
    `Downloads on this host need curl or wget, and neither of them is installed there (${ctx.target.host})`,
  );
}
