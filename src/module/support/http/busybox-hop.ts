import { parseHead } from './curl-hop.ts';
import { answerWithBody, brokeOff } from './host-body.ts';
import { type HttpContext, HttpFailure, type HttpRequest, type HttpResponse } from './types.ts';

const refuse = (what: string): HttpFailure =>
  new HttpFailure(
    `${what} needs curl or GNU wget on the host, and only the wget of busybox is installed there`,
  );

/**
 * One request by busybox's wget: GET and POST. It takes everything by its arguments, so what is secret is refused; it
 * follows redirects itself; it cannot check certificates.
 */
export async function busyboxHop(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  if (request.method !== 'GET' && request.method !== 'POST') throw refuse(`The method ${request.method}`);
  if (request.url.startsWith('https:') && request.validateCerts)
    throw refuse('Checking the certificate of a server (validate_certs: true)');
  if (request.unixSocket !== undefined) throw refuse('unix_socket');
  if (request.clientCert !== undefined || request.clientKey !== undefined)
    throw refuse('A client certificate');
  if (request.headers.some(([n]) => /^(?:authorization|cookie|proxy-authorization)$/i.test(n)))
    throw refuse('Sending a password or a cookie without showing it in the list of processes');
  if (/[\r\n]/.test(request.url) || request.headers.some(([n, v]) => /[\r\n]/.test(n + v)))
    throw new HttpFailure('Request failed: line ends are not allowed in an address or a header');
  const dir = await ctx.target.tempDir();
  const [out, data] = [`${dir}/body`, `${dir}/data`];
  try {
    const argv = ['wget', '-q', '-S', '-O', out, '-Y', request.useProxy ? 'on' : 'off'];
    if (!request.validateCerts && request.url.startsWith('https:')) argv.push('--no-check-certificate');
    for (const [n, v] of request.headers)
      if (!/^(?:accept-encoding|connection|content-length)$/i.test(n)) argv.push('--header', `${n}: ${v}`);
    if (request.method === 'POST') {
      await ctx.target.writeFile(data, request.body ?? '');
      argv.push('--post-file', data);
    }
    const r = await ctx.target.exec([...argv, request.url], {
      signal: ctx.signal,
      timeout: Math.max(request.timeout, 1) * 1000 * 60,
    });
    const said = r.stderr.toString('latin1');
    const heads = said
      .split('\n')
      .filter((l) => l.startsWith('  '))
      .map((l) => l.slice(2).trimEnd());
    if (!heads.some((l) => l.startsWith('HTTP/')))
      throw new HttpFailure(`Request failed: ${said.trim().split('\n').at(-1) || `wget ended with ${r.rc}`}`);
    const blocks = heads.join('\n').split(/\n(?=HTTP\/)/);
    const followed = blocks.length > 1;
    if (followed && (request.follow === 'none' || (request.follow === 'safe' && request.method !== 'GET')))
      throw refuse(`follow_redirects: ${request.follow} with a server that redirects`);
    const where = blocks.flatMap((b) => /^location:\s*(\S+)/im.exec(b)?.[1] ?? []).at(-1);
    const url = where === undefined ? request.url : new URL(where, request.url).href;
    const answer = parseHead(blocks.at(-1) ?? '', url);
    if (r.rc !== 0 && answer.status >= 200 && answer.status < 300) throw brokeOff(said, r.rc);
    // of an answer that is an error it keeps no body
    if ((await ctx.target.stat(out)) === undefined) await ctx.target.writeFile(out, '');
    const got = await answerWithBody(ctx, request, answer, out);
    return { ...got, redirected: got.redirected || followed };
  } finally {
    await ctx.target.removeTree(dir).catch(() => undefined);
  }
}
