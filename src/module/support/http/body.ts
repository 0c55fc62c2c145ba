import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AnsibleError } from '../../../errors/ansible-error.ts';
import { asText } from '../../../value/text.ts';
import { type Dict, Tuple, type Value } from '../../../value/types.ts';
import { jsonArgument, strArgument } from '../../argspec/repr.ts';
import { type ModuleContext, ModuleFailure } from '../../define.ts';
import { notFoundFailure } from '../action-failure.ts';

export interface RequestBody {
  readonly data: Buffer;
  readonly contentType: string | undefined;
}

/** JSON text of a body; text that is given stays as it is. */
export const jsonBody = (body: Value): RequestBody => ({
  data: Buffer.from(asText(body) ?? jsonArgument(body)),
  contentType: 'application/json',
});

const urlText = (text: string): string =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%7E/g, '~');

/** A form as a browser sends it: from a dict, or a list of pairs; a list as a value stands for several. */
export function formBody(body: Value): RequestBody {
  const contentType = 'application/x-www-form-urlencoded';
  const text = asText(body);
  if (text !== undefined) return { data: Buffer.from(text), contentType };
  const pairs: Array<readonly [Value, Value]> = [];
  if (body instanceof Map) pairs.push(...body);
  else if (Array.isArray(body)) {
    for (const pair of body) {
      if (!Array.isArray(pair) || pair.length !== 2)
        throw new ModuleFailure(
          'failed to parse body as form_urlencoded: not a valid non-string sequence or mapping object',
        );
      pairs.push([pair[0]!, pair[1]!]);
    }
  } else
    throw new ModuleFailure(
      'failed to parse body as form_urlencoded: not a valid non-string sequence or mapping object',
    );
  const words = pairs.flatMap(([k, v]) =>
    (Array.isArray(v) ? Array.from(v) : [v]).map(
      (x) => `${urlText(strArgument(k))}=${urlText(strArgument(x))}`,
    ),
  );
  return { data: Buffer.from(words.join('&')), contentType };
}

/** A form with files (multipart/form-data). Files are the control node's, or the host's with `onHost`. */
export async function multipartBody(
  ctx: ModuleContext<unknown>,
  body: Value,
  onHost: boolean,
): Promise<RequestBody> {
  if (!(body instanceof Map))
    throw new ModuleFailure(
      'failed to parse body as form-multipart: Mapping is required, cannot be type ' + typeof body,
    );
  const boundary = `===============${BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString()
    .padStart(19, '0')
    .slice(0, 19)}==`;
  const parts: string[] = [];
  for (const [key, value] of body) {
    const name = strArgument(key);
    if (!(value instanceof Map)) {
      if (value instanceof Tuple || Array.isArray(value))
        throw new ModuleFailure(`value must be a string, or mapping, cannot be type list`);
      parts.push(
        `Content-Type: text/plain\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${latin(strArgument(value))}`,
      );
      continue;
    }
    parts.push(await filePart(ctx, name, value, onHost));
  }
  const text = parts.map((p) => `--${boundary}\r\n${p}\r\n`).join('') + `--${boundary}--\r\n`;
  return { data: Buffer.from(text, 'latin1'), contentType: `multipart/form-data; boundary="${boundary}"` };
}

const latin = (text: string): string => Buffer.from(text).toString('latin1');

async function filePart(
  ctx: ModuleContext<unknown>,
  name: string,
  field: Dict,
  onHost: boolean,
): Promise<string> {
  const get = (k: string): string | undefined => {
    const v = field.get(k);
    return v === undefined || v === null ? undefined : strArgument(v);
  };
  const [filename, content] = [get('filename'), get('content')];
  if (filename === undefined && content === undefined)
    throw new ModuleFailure(
      'failed to parse body as form-multipart: at least one of filename or content must be provided',
    );
  const mime = get('mime_type') ?? guess(filename ?? '');
  const base = filename?.split('/').pop();
  const disposition = `Content-Disposition: form-data; name="${name}"${base === undefined ? '' : `; filename="${base}"`}`;
  if (content !== undefined) return `Content-Type: ${mime}\r\n${disposition}\r\n\r\n${latin(content)}`;
  const data = onHost ? await ctx.target.readFile(filename!) : await localFile(ctx, filename!);
  const lines = data.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n');
  return `Content-Transfer-Encoding: base64\r\nContent-Type: ${mime}\r\n${disposition}\r\n\r\n${lines}\r\n`;
}

/** A file of the control node, found as files of tasks are. */
export async function localFile(ctx: ModuleContext<unknown>, name: string): Promise<Buffer> {
  try {
    return await readFile(await ctx.files.plainFile(await ctx.files.find('files', name)));
  } catch (e) {
    if (e instanceof AnsibleError) throw notFoundFailure(e.message);
    throw e;
  }
}

function guess(name: string): string {
  const types: Record<string, string> = {
    txt: 'text/plain',
    log: 'text/plain',
    html: 'text/html',
    htm: 'text/html',
    css: 'text/css',
    csv: 'text/csv',
    xml: 'text/xml',
    json: 'application/json',
    js: 'text/javascript',
    pdf: 'application/pdf',
    zip: 'application/zip',
    tar: 'application/x-tar',
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    svg: 'image/svg+xml',
    py: 'text/x-python',
    sh: 'application/x-sh',
  };
  return types[name.split('.').pop()!.toLowerCase()] ?? 'application/octet-stream';
}
