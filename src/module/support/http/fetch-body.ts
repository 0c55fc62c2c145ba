import { type ModuleContext, ModuleFailure } from '../../define.ts';
import { fetchUrl } from './fetch-url.ts';
import { statusText } from './options.ts';
import { HttpFailure } from './types.ts';

/**
 * The body that is at an address, on status 200. Throws ModuleFailure with what `failed` makes of the reason for any
 * other answer and where there is none.
 */
export async function fetchBody(
  ctx: ModuleContext<unknown>,
  url: string,
  validateCerts: boolean,
  failed: (why: string) => string,
): Promise<Buffer> {
  let why: string;
  try {
    const answer = await fetchUrl(ctx, url, { validateCerts });
    if (answer.status === 200) return answer.body;
    why = statusText(answer.status, answer.reason);
  } catch (e) {
    if (!(e instanceof HttpFailure)) throw e;
    why = e.message;
  }
  throw new ModuleFailure(failed(why));
}
