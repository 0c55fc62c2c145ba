import { parseHead } from './curl-hop.ts';
import { answerWithBody, brokeOff } from './host-body.ts';
import { type HttpContext, HttpFailure, type HttpRequest, type HttpResponse } from './types.ts';

/**
 * One request by the host's GNU wget, for hosts without curl. Headers and the like stand in a private configuration
 * file, so that no secret is in a process list. What wget cannot do is said.
 */
export async function wgetHop(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const version = await ctx.target.exec(['wget', '--version']);
  if (/busybox/i.test(`${version.stdout}${version.stderr}`))
    return (await import('./busybox-hop.ts')).busyboxHop(ctx, request);
  if (!/GNU Wget/.test(version.stdout.toString()))
    throw new HttpFailure('Downloads on this host need curl or GNU wget; its wget is another one');
  if (request.unixSocket !== undefined)
    throw new HttpFailure('unix_socket needs curl on the host, and only wget is installed there');
  if (/[\r\n]/.test(request.url) || request.headers.some(([n, v]) => /[\r\n]/.test(n + v)))
    throw new HttpFailure('Request failed: line ends are not allowed in an address or a header');
  const dir = await ctx.target.tempDir();
  const [out, data, rc] = [`${dir}/body`, `${dir}/data`, `${dir}/wgetrc`];
  try {
    const lines = [
      `timeout = ${request.timeout}`,
      `tries = ${request.into === undefined ? 1 : request.resume + 1}`,
      'max_redirect = 0',
      'content_on_error = on',
      `check_certificate = ${request.validateCerts ? 'on' : 'off'}`,
      `use_proxy = ${request.useProxy ? 'on' : 'off'}`,
      `compression = ${request.decompress ? 'auto' : 'none'}`,
      ...request.headers.map(([n, v]) => `header = ${n}: ${v}`),
    ];
    if (request.caPath !== undefined) lines.push(`ca_certificate = ${request.caPath}`);
    if (request.clientCert !== undefined) lines.push(`certificate = ${request.clientCert}`);
    if (request.clientKey !== undefined) lines.push(`private_key = ${request.clientKey}`);
    if (request.ciphers?.length) lines.push(`ciphers = ${request.ciphers.join(':')}`);
    await ctx.target.writeFile(rc, `${lines.join('\n')}\n`);
    if (request.body !== undefined) await ctx.target.writeFile(data, request.body);
    const argv = [
      'wget',
      `--config=${rc}`,
      '--server-response',
      '--no-verbose',
      '-O',
      out,
      `--method=${request.method}`,
    ];
    if (request.body !== undefined) argv.push(`--body-file=${data}`);
    const r = await ctx.target.exec([...argv, '--', request.url], { signal: ctx.signal });
    const said = r.stderr.toString('latin1');
    const heads = said
      .split('\n')
      .filter((l) => l.startsWith('  '))
      .map((l) => l.slice(2));
    // 8: the server answered with an error; 0: all is well. Everything else is no answer.
    if (r.rc !== 0 && !heads.some((l) => l.startsWith('HTTP/')))
      throw new HttpFailure(`Request failed: ${said.trim().split('\n').at(-1) ?? `wget ended with ${r.rc}`}`);
    const answer = parseHead(heads.join('\n').replace(/\n(?=HTTP\/)/g, '\n\n'), request.url);
    if (r.rc !== 0 && answer.status >= 200 && answer.status < 300) throw brokeOff(said, r.rc);
    return await answerWithBody(ctx, request, answer, out);
  } finally {
    await ctx.target.removeTree(dir).catch(() => undefined);
  }
}
