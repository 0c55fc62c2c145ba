import type { HashAlgorithm } from '../../target/types.ts';
import { type ModuleContext, ModuleFailure } from '../define.ts';
import { failWithInfo } from './file-info.ts';
import { exchange } from './http/exchange.ts';
import { fileNameOf, requestOf, statusText, type UrlParams } from './http/options.ts';
import { HttpFailure } from './http/types.ts';

export const algorithms: readonly HashAlgorithm[] = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

export interface WantedChecksum {
  readonly algorithm: HashAlgorithm;
  readonly value: string;
}

/** `algorithm:value` or `algorithm:address of a list`; undefined for none. */
export async function wantedChecksum(
  ctx: ModuleContext<UrlParams>,
  text: string,
  details: Record<string, string | number | null>,
): Promise<WantedChecksum | undefined> {
  if (text === '') return undefined;
  const colon = text.indexOf(':');
  if (colon < 0)
    return failWithInfo(ctx, 'The checksum parameter has to be in format <algorithm>:<checksum>', details);
  const algorithm = text.slice(0, colon).trim().toLowerCase() as HashAlgorithm;
  const rest = text.slice(colon + 1).trim();
  const listed = /^(https?|ftp|file):\/\//.test(rest) ? await fromList(ctx, rest) : rest;
  const value = listed.replace(/\W+/g, '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(value)) return failWithInfo(ctx, 'The checksum format is invalid', details);
  if (!algorithms.includes(algorithm)) {
    throw new ModuleFailure(
      `Could not hash file '${details['dest']}' with algorithm '${algorithm}'. Available algorithms: ${algorithms.join(', ')}`,
    );
  }
  return { algorithm, value };
}

/** The checksum of our file in a list as sha256sum and its kin write it. */
async function fromList(ctx: ModuleContext<UrlParams>, address: string): Promise<string> {
  let text: string;
  try {
    const answer = await exchange(
      ctx,
      await requestOf(ctx, { ...ctx.params, url: address }, { method: 'GET' }),
    );
    if (answer.status >= 300) {
      throw new ModuleFailure('Request failed', {
        status_code: answer.status,
        response: statusText(answer.status, answer.reason),
        url: address,
        dest: 'checksum',
      });
    }
    text = answer.body.toString();
  } catch (e) {
    if (e instanceof HttpFailure) throw new ModuleFailure(e.message, { url: address });
    throw e;
  }
  const lines = text
    .split('\n')
    .map((l) => l.trimEnd())
    .filter((l) => l !== '');
  if (lines.length === 1 && !/\s/.test(lines[0]!.trim())) return lines[0]!.trim();
  const name = fileNameOf(ctx.params.url);
  for (const line of lines) {
    // "SHA256 (file) = sum" as the BSDs write it, else "sum  file" or "sum *file".
    const bsd = /^\w+ ?\((.+)\) ?= ?([0-9a-fA-F]+)$/.exec(line);
    const m = bsd ? [line, bsd[2]!, bsd[1]!] : /^(\S+)\s+(.+)$/.exec(line);
    if (m !== null && m[2]!.replace(/^\*/, '').replace(/^\.\//, '') === name) return m[1]!;
  }
  throw new ModuleFailure(`Unable to find a checksum for file '${name}' in '${address}'`);
}
