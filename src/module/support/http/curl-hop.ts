import { answerWithBody } from './host-body.ts';
import { type HttpContext, HttpFailure, type HttpRequest, type HttpResponse } from './types.ts';

/** A value in a curl configuration file. */
const quoted = (text: string): string =>
  `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;

/** One request by the host's curl. All of it goes over standard input, so that no secret stands in a process list. */
export async function curlHop(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const dir = await ctx.target.tempDir();
  const [head, out, data] = [`${dir}/head`, `${dir}/body`, `${dir}/data`];
  try {
    if (request.body !== undefined) await ctx.target.writeFile(data, request.body);
    let r = await run(ctx, request, { head, out, data }, false);
    // 18: the transfer ended early; 56: it broke; 28: no data came.
    for (
      let left = request.resume;
      left > 0 && [18, 28, 56].includes(r.rc) && request.into !== undefined;
      left--
    ) {
      if (((await ctx.target.stat(out))?.size ?? 0) === 0) break;
      ctx.live(`download of ${request.url} broke off, taking it up again`);
      r = await run(ctx, request, { head, out, data }, true);
    }
    if (r.rc !== 0) throw new HttpFailure(curlText(r.rc, r.stderr.toString(), request.url));
    const answer = parseHead((await ctx.target.readFile(head)).toString('latin1'), request.url);
    if (request.url.startsWith('file:')) {
      const size = (await ctx.target.stat(out))?.size ?? 0;
      (answer.headers as Map<string, string>).set('content-length', String(size));
    }
    return await answerWithBody(ctx, request, answer, out);
  } finally {
    await ctx.target.removeTree(dir).catch(() => undefined);
  }
}

async function run(
  ctx: HttpContext,
  r: HttpRequest,
  files: { head: string; out: string; data: string },
  again: boolean,
): ReturnType<HttpContext['target']['exec']> {
  const lines = [
    `url = ${quoted(r.url)}`,
    `output = ${quoted(files.out)}`,
    `dump-header = ${quoted(again ? '/dev/null' : files.head)}`,
    `connect-timeout = ${r.timeout}`,
    `speed-time = ${r.timeout}`,
    'speed-limit = 1',
    'silent',
    'show-error',
    'globoff',
    'header = "Connection: close"',
    // Only what the task asks for, as from urllib.
    ...(r.headers.some(([n]) => n.toLowerCase() === 'accept') ? [] : ['header = "Accept:"']),
    'proto = "=http,https,ftp,file"',
  ];
  if (r.method === 'HEAD') lines.push('head');
  else if (/^https?:/.test(r.url)) lines.push(`request = ${quoted(r.method)}`);
  for (const [name, value] of r.headers) lines.push(`header = ${quoted(`${name}: ${value}`)}`);
  if (r.body !== undefined) {
    lines.push(`data-binary = ${quoted(`@${files.data}`)}`);
    // curl would name a form otherwise.
    if (!r.headers.some(([n]) => n.toLowerCase() === 'content-type')) lines.push('header = "Content-Type:"');
  }
  if (r.url.startsWith('ftp:') && r.username !== undefined)
    lines.push(`user = ${quoted(`${r.username}:${r.password ?? ''}`)}`);
  if (!r.validateCerts) lines.push('insecure');
  if (r.caPath !== undefined) lines.push(`cacert = ${quoted(r.caPath)}`);
  if (r.clientCert !== undefined) lines.push(`cert = ${quoted(r.clientCert)}`);
  if (r.clientKey !== undefined) lines.push(`key = ${quoted(r.clientKey)}`);
  if (r.ciphers?.length) lines.push(`ciphers = ${quoted(r.ciphers.join(':'))}`);
  if (!r.useProxy) lines.push('noproxy = "*"');
  if (r.decompress) lines.push('compressed');
  if (r.unixSocket !== undefined) lines.push(`unix-socket = ${quoted(r.unixSocket)}`);
  if (again) lines.push('continue-at = -');
  return ctx.target.exec(['curl', '--disable', '--config', '-'], {
    stdin: `${lines.join('\n')}\n`,
    signal: ctx.signal,
  });
}

/** Status and headers of the last answer that curl saw. */
export function parseHead(text: string, url: string): Omit<HttpResponse, 'body' | 'size' | 'digests'> {
  const blocks = text.split(/\r?\n\r?\n/).filter((b) => /^HTTP\//.test(b) && !/^HTTP\/\S+ 1\d\d\b/.test(b));
  const lines = (blocks.at(-1) ?? 'HTTP/1.1 200 OK').split(/\r?\n/);
  const first = /^HTTP\/\S+ (\d+) ?(.*)$/.exec(lines[0]!);
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  for (const line of lines.slice(1)) {
    const at = line.indexOf(':');
    if (at < 0) continue;
    const [name, value] = [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
    if (name === 'set-cookie') cookies.push(value);
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  return {
    status: Number(first?.[1] ?? 200),
    reason: first?.[2] ?? '',
    url,
    redirected: false,
    headers,
    cookies,
  };
}

function curlText(rc: number, stderr: string, url: string): string {
  const text = stderr.trim().replace(/^curl: \(\d+\) /, '');
  if (rc === 7) return 'Request failed: <urlopen error [Errno 111] Connection refused>';
  if (rc === 6) return 'Request failed: <urlopen error [Errno -2] Name or service not known>';
  if (rc === 28) return 'Connection failure: timed out';
  if (rc === 37)
    return `Request failed: <urlopen error [Errno 2] No such file or directory: '${decodeURIComponent(new URL(url).pathname)}'>`;
  return `Request failed: ${text === '' ? `curl ended with ${rc}` : text}`;
}
