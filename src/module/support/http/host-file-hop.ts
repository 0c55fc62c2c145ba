import { fileURLToPath } from 'node:url';
import { type HttpContext, HttpFailure, type HttpRequest, type HttpResponse } from './types.ts';

/** A file:// address of a host that is not this machine: copied there, no program for downloads needed. */
export async function hostFileHop(ctx: HttpContext, request: HttpRequest): Promise<HttpResponse> {
  const path = fileURLToPath(new URL(request.url));
  const stat = await ctx.target.stat(path).catch(() => undefined);
  if (stat === undefined) {
    throw new HttpFailure(`Request failed: <urlopen error [Errno 2] No such file or directory: '${path}'>`);
  }
  const headers = new Map([['content-length', String(stat.size)]]);
  const answer = {
    status: 200,
    reason: 'OK',
    url: request.url,
    redirected: false,
    headers,
    cookies: [],
    digests: {},
  };
  if (request.into === undefined)
    return { ...answer, body: await ctx.target.readFile(path), size: stat.size };
  await ctx.target.copyFile(path, request.into);
  return { ...answer, body: Buffer.alloc(0), size: stat.size };
}
