import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { osErrorText } from '../../../target/errno.ts';
import { TargetError } from '../../../target/types.ts';
import { copyLocalFile } from './file-url.ts';
import { proxyFor } from './proxy.ts';
import { BodySink } from './sink.ts';
import { type HttpContext, HttpFailure, type HttpRequest, type HttpResponse } from './types.ts';

/** One request from this process. */
export async function nodeHop(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  if (request.url.startsWith('file:')) return copyLocalFile(ctx, request);
  const undici = await import('undici');
  const dispatcher = await dispatcherFor(ctx, request, undici);
  try {
    return await transfer(ctx, request, (headers) =>
      undici.request(request.url, {
        method: request.method as Dispatcher.HttpMethod,
        headers,
        body: request.body ?? null,
        dispatcher,
        // As urllib: one connection for one request.
        reset: true,
        signal: ctx.signal,
        headersTimeout: request.timeout * 1000,
        bodyTimeout: request.timeout * 1000,
      }),
    );
  } finally {
    await dispatcher.destroy().catch(() => undefined);
  }
}

type Send = (headers: Record<string, string>) => Promise<Dispatcher.ResponseData>;

async function transfer(ctx: HttpContext, request: HttpRequest, send: Send): Promise<HttpResponse> {
  const headers: Record<string, string> = { ...Object.fromEntries(request.headers) };
  if (request.decompress && !Object.keys(headers).some((h) => h.toLowerCase() === 'accept-encoding'))
    headers['Accept-Encoding'] = 'gzip';
  let answer: Dispatcher.ResponseData;
  try {
    answer = await send(headers);
  } catch (e) {
    throw new HttpFailure(failureText(e, request));
  }
  const named = headerMap(answer);
  const cookies = [answer.headers['set-cookie'] ?? []].flat();
  const gzip = request.decompress && /^(x-)?gzip$/i.test(named.get('content-encoding') ?? '');
  const result = {
    status: answer.statusCode,
    reason: answer.statusText,
    url: request.url,
    redirected: false,
    headers: named,
    cookies,
  };
  const sink = await BodySink.open(ctx, request, answer.statusCode, named, gzip);
  try {
    let left = request.resume;
    for (;;) {
      try {
        await sink.take(answer.body as unknown as Readable);
        break;
      } catch (e) {
        if (ctx.signal.aborted) throw e;
        if (left-- <= 0 || !sink.canResume)
          throw new HttpFailure(failureText(e, request, 'failed to create temporary content file: '));
        ctx.live(`download of ${request.url} broke off at ${sink.received} bytes, taking it up again`);
        answer = await takeUp(send, headers, named, sink);
      }
    }
    return { ...result, ...(await sink.finish()) };
  } finally {
    await sink.close();
  }
}

/** Asks for the rest; from the beginning where the server gives no part, or the file has changed. */
async function takeUp(
  send: Send,
  headers: Record<string, string>,
  named: ReadonlyMap<string, string>,
  sink: BodySink,
): Promise<Dispatcher.ResponseData> {
  const validator = named.get('etag') ?? named.get('last-modified');
  try {
    const answer = await send({
      ...headers,
      Range: `bytes=${sink.received}-`,
      ...(validator === undefined ? {} : { 'If-Range': validator }),
    });
    if (answer.statusCode === 206) return answer;
    if (answer.statusCode !== 200)
      throw new HttpFailure(`Request failed: HTTP Error ${answer.statusCode}: ${answer.statusText}`);
    await sink.restart();
    return answer;
  } catch (e) {
    if (e instanceof HttpFailure) throw e;
    throw new HttpFailure(`Request failed: ${(e as Error).message}`);
  }
}

function headerMap(answer: Dispatcher.ResponseData): Map<string, string> {
  return new Map(
    Object.entries(answer.headers).map(([k, v]) => [
      k.toLowerCase(),
      Array.isArray(v) ? v.join(', ') : (v ?? ''),
    ]),
  );
}

/** The words that Ansible's urls have for a request without an answer. */
function failureText(error: unknown, request: HttpRequest, before = ''): string {
  const e = error as Error & { code?: string; cause?: Error & { code?: string } };
  const code = e.code ?? e.cause?.code ?? '';
  const host = new URL(request.url).hostname;
  const words: Record<string, string> = {
    ECONNREFUSED: 'Request failed: <urlopen error [Errno 111] Connection refused>',
    ENOTFOUND: 'Request failed: <urlopen error [Errno -2] Name or service not known>',
    EAI_AGAIN: 'Request failed: <urlopen error [Errno -3] Temporary failure in name resolution>',
    EHOSTUNREACH: 'Request failed: <urlopen error [Errno 113] No route to host>',
    ENETUNREACH: 'Request failed: <urlopen error [Errno 101] Network is unreachable>',
    UND_ERR_CONNECT_TIMEOUT: 'Request failed: <urlopen error timed out>',
    UND_ERR_HEADERS_TIMEOUT: 'Connection failure: timed out',
    UND_ERR_BODY_TIMEOUT: 'Connection failure: timed out',
    ECONNRESET: 'Connection failure: [Errno 104] Connection reset by peer',
  };
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code)) {
    return `Failed to validate the SSL certificate for ${host}:${new URL(request.url).port || 443}. Make sure your managed systems have a valid CA certificate installed. You can use validate_certs=False if you do not need to confirm the servers identity but this is unsafe and not recommended. Paths checked for this platform: the system's trust store. The exception msg was: ${e.message}.`;
  }
  return words[code] ?? `${before}${e.message}`;
}

async function dispatcherFor(
  ctx: HttpContext,
  request: HttpRequest,
  undici: typeof import('undici'),
): Promise<Dispatcher> {
  const read = async (path: string | undefined): Promise<string | undefined> =>
    path === undefined ? undefined : (await ctx.target.readFile(path)).toString();
  const trusted = (path: string): Promise<string | undefined> =>
    read(path).catch((e: unknown) => {
      if (!(e instanceof TargetError)) throw e;
      throw new HttpFailure(`Connection failure: ${osErrorText(e)}`);
    });
  const tls = {
    rejectUnauthorized: request.validateCerts,
    ...(request.caPath === undefined ? {} : { ca: await trusted(request.caPath) }),
    ...(request.clientCert === undefined
      ? {}
      : { cert: await read(request.clientCert), key: await read(request.clientKey ?? request.clientCert) }),
    ...(request.ciphers?.length ? { ciphers: request.ciphers.join(':') } : {}),
  };
  const timeouts = { connectTimeout: request.timeout * 1000 };
  const proxy = request.useProxy ? proxyFor(request.url, await ctx.target.environment()) : undefined;
  if (proxy !== undefined) {
    const url = new URL(proxy);
    const token =
      url.username === ''
        ? undefined
        : `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`;
    return new undici.ProxyAgent({
      uri: `${url.protocol}//${url.host}`,
      ...(token === undefined ? {} : { token }),
      requestTls: { ...tls, timeout: request.timeout * 1000 },
    });
  }
  return new undici.Agent({
    ...timeouts,
    connect: {
      ...tls,
      timeout: request.timeout * 1000,
      ...(request.unixSocket === undefined ? {} : { socketPath: request.unixSocket }),
    },
  });
}
