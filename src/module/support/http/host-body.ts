import { type HttpContext, HttpFailure, type HttpRequest, type HttpResponse } from './types.ts';

/** The failure of a wget that got an answer of success and then not all of its body. */
export function brokeOff(said: string, rc: number): HttpFailure {
  const last = said
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '')
    .at(-1);
  return new HttpFailure(`Request failed: the download broke off: ${last ?? `wget ended with ${rc}`}`);
}

/**
 * The answer of a program that has put the body into the file `out` on the host: an answer of success goes to the place
 * that the request names, any other body is read. Sets no digests: the host's own tools compute them.
 */
export async function answerWithBody(
  ctx: HttpContext,
  request: HttpRequest,
  answer: Pick<HttpResponse, 'status' | 'headers'> & Omit<HttpResponse, 'body' | 'size' | 'digests'>,
  out: string,
): Promise<HttpResponse> {
  const size = (await ctx.target.stat(out))?.size ?? 0;
  if (answer.status >= 200 && answer.status < 300 && request.into !== undefined) {
    if (size > 0)
      await ctx.target.rename(out, request.into).catch(() => ctx.target.copyFile(out, request.into!));
    return { ...answer, body: Buffer.alloc(0), size, digests: {} };
  }
  const body = size > 0 ? await ctx.target.readFile(out) : Buffer.alloc(0);
  return { ...answer, body, size: 0, digests: {} };
}
