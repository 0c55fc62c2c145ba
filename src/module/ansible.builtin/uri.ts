import type { Plain, PlainObject } from '../../value/plain.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { parseLiteral } from '../argspec/literal.ts';
import { reprText, strArgument } from '../argspec/repr.ts';
import { defineModule, type ModuleContext, ModuleFailure, type OptionSpec } from '../define.ts';
import { actionFailure } from '../support/action-failure.ts';
import { join } from '../support/file/context.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { failWithInfo, lookAt, withFileInfo } from '../support/file-info.ts';
import { formBody, jsonBody, localFile, multipartBody, type RequestBody } from '../support/http/body.ts';
import { exchange } from '../support/http/exchange.ts';
import {
  fileNameOf,
  httpDate,
  okText,
  requestOf,
  statusText,
  type UrlParams,
  urlOptions,
} from '../support/http/options.ts';
import { type FollowRedirects, HttpFailure, type HttpResponse } from '../support/http/types.ts';
import { placeContents } from '../support/place-file.ts';

interface UriParams extends UrlParams, FileCommonParams {
  readonly dest: string | null;
  readonly body: Value;
  readonly body_format: 'raw' | 'json' | 'form-urlencoded' | 'form-multipart';
  readonly src: string | null;
  readonly method: string;
  readonly return_content: boolean;
  readonly follow_redirects: 'all' | 'no' | 'none' | 'safe' | 'urllib2' | 'yes';
  readonly creates: string | null;
  readonly removes: string | null;
  readonly status_code: number[];
  readonly unix_socket: string | null;
  readonly remote_src: boolean;
  readonly ca_path: string | null;
}

const options: Readonly<Record<string, OptionSpec>> = {
  ...urlOptions,
  url_username: { ...urlOptions['url_username']!, aliases: ['user'] },
  url_password: { ...urlOptions['url_password']!, aliases: ['password'] },
  timeout: { ...urlOptions['timeout']!, default: 30 },
  headers: { ...urlOptions['headers']!, default: new Map() },
  dest: {
    description: 'File of the host that takes the answer; in a directory it gets the name of the address.',
    type: 'path',
  },
  body: { description: 'What is sent.', type: 'raw' },
  body_format: {
    description: 'How `body` is written.',
    choices: ['form-urlencoded', 'json', 'raw', 'form-multipart'],
    default: 'raw',
  },
  src: {
    description: 'A file that is sent, of the control node or (`remote_src`) of the host.',
    type: 'path',
  },
  method: { description: 'The method of the request.', default: 'GET' },
  return_content: { description: 'Gives back the answer as `content`.', type: 'bool', default: false },
  follow_redirects: {
    description: 'Which redirects are followed; `safe`: those of GET and HEAD.',
    choices: ['all', 'no', 'none', 'safe', 'urllib2', 'yes'],
    default: 'safe',
  },
  creates: { description: 'Nothing is done where this exists.', type: 'path' },
  removes: { description: 'Nothing is done where this does not exist.', type: 'path' },
  status_code: {
    description: 'The statuses that stand for success.',
    type: 'list',
    elements: 'int',
    default: [200],
  },
  unix_socket: { description: 'A Unix socket of the host to connect to.', type: 'path' },
  remote_src: { description: 'Whether `src` is on the host.', type: 'bool', default: false },
  ca_path: { description: 'File with the certificates to trust, on the host.', type: 'path' },
};
const mutuallyExclusive = [['body', 'src']];

export default defineModule<UriParams>({
  shortDescription: 'Interacts with webservices',
  description: 'Sends a request to a web server and gives back what it answers.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/uri_module.html',
  options,
  mutuallyExclusive,
  returns: {
    status: { description: 'HTTP status.', returned: 'always', type: 'int' },
    content: {
      description: 'The answer.',
      returned: 'status not in status_code or return_content is true',
      type: 'str',
    },
    json: {
      description: 'The answer, where it is JSON.',
      returned: 'when the response is JSON',
      type: 'dict',
    },
    cookies: { description: 'Cookies by name.', returned: 'on success', type: 'dict' },
    cookies_string: { description: 'Cookies as a header has them.', returned: 'on success', type: 'str' },
    elapsed: { description: 'Seconds that it took.', returned: 'always', type: 'int' },
    msg: { description: 'What the server said.', returned: 'always', type: 'str' },
    path: { description: 'The file that was written.', returned: 'dest is defined', type: 'str' },
    redirected: { description: 'Whether the request was redirected.', returned: 'always', type: 'bool' },
    url: { description: 'The address that answered.', returned: 'always', type: 'str' },
  },
  fileCommonArgs: true,
  supportsCheckMode: false,
  leniently: {
    handsOn: () => ({
      name: 'ansible.legacy.uri',
      spec: { options, mutuallyExclusive, fileCommonArgs: true },
      keeps: ['remote_src'],
    }),
  },
  beforeArguments(args) {
    const body = args.get('body') ?? null;
    if (asText(args.get('body_format') ?? null) !== 'form-multipart' || body instanceof Map) return;
    const type = asText(body) === undefined ? shortTypeName(body) : 'AnsibleUnicode';
    throw actionFailure(`body must be mapping, cannot be type ${type}`);
  },
  async run(ctx) {
    const p = ctx.params;
    // the action looks for the file before the module sees its arguments
    if (p.src !== null && !p.remote_src) await localFile(ctx, p.src);
    if (ctx.refused) throw ctx.refused;
    if (p.creates !== null && (await lookAt(ctx.target, p.creates)) !== undefined)
      return { stdout: `skipped, since '${p.creates}' exists`, changed: false };
    if (p.removes !== null && (await lookAt(ctx.target, p.removes)) === undefined) {
      return { stdout: `skipped, since '${p.removes}' does not exist`, changed: false };
    }
    if (!/^[A-Z]+$/i.test(p.method))
      throw new ModuleFailure("Parameter 'method' needs to be a single word in uppercase, like GET or POST.");
    const port = /^\w+:\/\/(?:[^/@]*@)?[^/:?#[\]]+:([^/?#]*)/.exec(p.url)?.[1];
    if (port !== undefined && port !== '' && !/^\d+$/.test(port))
      throw new ModuleFailure(`invalid literal for int() with base 10: ${reprText(port)}`, {
        status: -1,
        url: p.url,
      });
    if (!URL.canParse(p.url))
      throw new ModuleFailure(`unknown url type: ${reprText(p.url)}`, { status: -1, url: p.url });
    const started = Date.now();
    let dest = p.dest;
    if (dest !== null && (await lookAt(ctx.target, dest))?.type === 'directory')
      dest = join(dest, fileNameOf(p.url, undefined, true));
    const there = dest === null ? undefined : await lookAt(ctx.target, dest);
    let answer: HttpResponse;
    try {
      answer = await send(ctx, p.force ? undefined : there?.mtime);
    } catch (e) {
      if (!(e instanceof HttpFailure)) throw e;
      throw new ModuleFailure(`Status code was -1 and not [${p.status_code.join(', ')}]: ${e.message}`, {
        status: -1,
        url: p.url,
        redirected: false,
        elapsed: Math.floor((Date.now() - started) / 1000),
      });
    }
    return finish(ctx, answer, dest, Math.floor((Date.now() - started) / 1000));
  },
});

async function send(ctx: ModuleContext<UriParams>, since: number | undefined): Promise<HttpResponse> {
  const p = ctx.params;
  const body = await bodyOf(ctx);
  const given = p.headers instanceof Map ? [...p.headers.keys()].map((k) => String(k).toLowerCase()) : [];
  const headers: Array<readonly [string, string]> = [];
  if (body !== undefined && !given.includes('content-type'))
    headers.push(['Content-Type', body.contentType ?? 'application/x-www-form-urlencoded']);
  if (since !== undefined) headers.push(['If-Modified-Since', httpDate(since)]);
  const follow =
    ({ yes: 'all', no: 'none' } as Record<string, FollowRedirects>)[p.follow_redirects] ??
    (p.follow_redirects as FollowRedirects);
  return exchange(
    ctx,
    await requestOf(ctx, p, {
      method: p.method.toUpperCase(),
      headers,
      follow,
      ...(body === undefined ? {} : { body: body.data }),
      ...(p.ca_path === null ? {} : { caPath: p.ca_path }),
      ...(p.unix_socket === null ? {} : { unixSocket: p.unix_socket }),
    }),
  );
}

async function bodyOf(ctx: ModuleContext<UriParams>): Promise<RequestBody | undefined> {
  const p = ctx.params;
  if (p.src !== null) {
    if (!p.remote_src) return { data: await localFile(ctx, p.src), contentType: undefined };
    const data = await ctx.target.readFile(p.src).catch(() => undefined);
    if (data === undefined) throw new ModuleFailure(`Unable to open source file ${p.src}`, { elapsed: 0 });
    return { data, contentType: undefined };
  }
  if (p.body_format === 'json') return p.body === null ? undefined : jsonBody(p.body);
  if (p.body === null) return undefined;
  if (p.body_format === 'form-urlencoded') return formBody(p.body);
  if (p.body_format === 'form-multipart') return multipartBody(ctx, p.body, p.remote_src);
  return { data: Buffer.from(strArgument(p.body)), contentType: undefined };
}

async function finish(
  ctx: ModuleContext<UriParams>,
  answer: HttpResponse,
  dest: string | null,
  elapsed: number,
): Promise<PlainObject> {
  const p = ctx.params;
  const good = answer.status >= 200 && answer.status < 300;
  const result: Record<string, PlainObject[string]> = {};
  for (const [name, value] of answer.headers)
    result[name.replaceAll('-', '_')] =
      name === 'location' && URL.canParse(value, answer.url) ? new URL(value, answer.url).href : value;
  if (good) {
    const cookies = answer.cookies.map((c) => c.split(';')[0]!.trim());
    result['cookies'] = Object.fromEntries(
      cookies.map((c) => [c.slice(0, c.indexOf('=')), c.slice(c.indexOf('=') + 1)]),
    );
    result['cookies_string'] = cookies.join('; ');
  } else if (answer.status >= 300 && answer.status < 400 && answer.status !== 304)
    result['body'] = answer.body.toString();
  Object.assign(result, {
    url: answer.url,
    status: answer.status,
    redirected: answer.redirected,
    elapsed,
    changed: false,
  });
  result['msg'] = good ? okText(answer.headers) : statusText(answer.status, answer.reason);
  if (dest !== null) {
    result['path'] = dest;
    if (answer.status !== 304 && p.status_code.includes(answer.status))
      result['changed'] = await store(ctx, dest, answer.body);
  }
  const type = answer.headers.get('content-type') ?? '';
  const content = decode(answer.body, /charset="?([\w-]+)/i.exec(type)?.[1]);
  if (/^(application|text)\/([\w.-]+\+)?(json|javascript|x-javascript|x-json)\b/i.test(type)) {
    try {
      result['json'] = parseLiteral(content, 'json') as Plain;
    } catch {
      // Not JSON after all: only the content is given, as by Ansible.
    }
  }
  if (p.return_content) result['content'] = content;
  if (p.status_code.includes(answer.status)) return withFileInfo(ctx, result);
  const { msg, ...details } = result;
  return failWithInfo(
    ctx,
    `Status code was ${answer.status} and not [${p.status_code.join(', ')}]: ${msg}`,
    details,
  );
}

function decode(data: Buffer, charset = 'utf-8'): string {
  try {
    return new TextDecoder(charset).decode(data);
  } catch {
    return data.toString();
  }
}

/** Writes the answer where it differs; true where anything changed. */
async function store(ctx: ModuleContext<UriParams>, dest: string, data: Buffer): Promise<boolean> {
  const old = (await lookAt(ctx.target, dest)) === undefined ? undefined : await ctx.target.readFile(dest);
  const same = old?.equals(data) ?? false;
  if (!same) await placeContents(ctx, dest, data, { unsafeWrites: ctx.params.unsafe_writes });
  return (await applyFileAttributes(ctx, ctx.params, dest)) || !same;
}
