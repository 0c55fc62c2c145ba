import { digestAuthorization } from './digest-auth.ts';
import { type HttpContext, HttpFailure, type HttpHop, type HttpRequest, type HttpResponse } from './types.ts';

const mostRedirects = 10;

/** A request with what belongs to it: user and password when they are asked for, redirects, cookies on their way. */
export async function exchange(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const hop = await chooseHop(ctx, request);
  let now = withAddressUser(request);
  const cookies: string[] = [];
  if (now.forceBasic && now.username !== undefined)
    now = { ...now, headers: [...now.headers, ['Authorization', basic(now)]] };
  let asked = now.forceBasic;
  let redirected = false;
  for (let i = 0; ; i++) {
    const sent =
      cookies.length === 0
        ? now
        : { ...now, headers: [...now.headers, ['Cookie', cookieHeader(cookies)] as const] };
    const answer = await hop(ctx, sent);
    for (const c of answer.cookies) cookies.push(c);
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

const cookieHeader = (cookies: readonly string[]): string => {
  const byName = new Map(cookies.map((c) => [c.slice(0, c.indexOf('=')).trim(), c.split(';')[0]!.trim()]));
  return [...byName.values()].join('; ');
};

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
  const to = new URL(location, request.url);
  // Python's urllib goes to these only; a file address from a server would read the host's own files.
  if (!/^(https?|ftp):$/.test(to.protocol))
    throw new HttpFailure(`Request failed: redirection to ${to.protocol.slice(0, -1)} is not allowed`);
  const method = status === 307 || status === 308 || safe ? request.method : 'GET';
  const dropped = new Set(request.unredirected);
  if (method !== request.method) for (const h of ['content-length', 'content-type']) dropped.add(h);
  if (new URL(request.url).origin !== to.origin) for (const h of ['authorization', 'cookie']) dropped.add(h);
  const { body, ...rest } = request;
  return {
    ...rest,
    url: to.href,
    method,
    headers: request.headers.filter(([n]) => !dropped.has(n.toLowerCase())),
    ...(method === request.method && body !== undefined ? { body } : {}),
  };
}

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
