import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';
import { dictKeys, isDict, toDict } from '../../value/dict.ts';
import { asFloat } from '../../value/number.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { lookupFailure } from '../support/files.ts';
import { download } from '../support/http.ts';
import { textTerm } from '../support/terms.ts';
import { unsupportedRoute } from '../support/unsupported-route.ts';

/** The contents behind a file:// address; undefined for any other. */
function localFile(url: string): Buffer | undefined {
  if (!/^file:\/\/\//i.test(url)) return undefined;
  const path = fileURLToPath(url);
  try {
    return readFileSync(path);
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? `[Errno 2] No such file or directory: '${path}'` : (e as Error).message;
    throw lookupFailure(`Failed lookup url for ${url} : <urlopen error ${why}>`);
  }
}

export default defineLookup({
  description: 'Contents of URLs (http, https, file), by line or whole.',
  waits: true,
  options: {
    validate_certs: { description: 'Check certificates.', type: 'bool', default: true },
    split_lines: { description: 'One item for each line.', type: 'bool', default: true },
    use_proxy: { description: 'Use the proxy of the environment.', type: 'bool', default: true },
    username: { description: 'User for HTTP authentication.', type: 'str' },
    password: { description: 'Password for HTTP authentication.', type: 'str' },
    headers: { description: 'HTTP headers.', type: 'dict', default: new Map() },
    force: { description: 'Ask caches to pass it through.', type: 'bool', default: false },
    timeout: { description: 'Seconds to wait.', type: 'float', default: 10 },
    http_agent: { description: 'The User-Agent header.', type: 'str', default: 'ansible-httpget' },
    force_basic_auth: {
      description: 'Send the password with the first request.',
      type: 'bool',
      default: false,
    },
    follow_redirects: {
      description: 'Redirects that are followed: urllib2, all, yes, safe, none, no.',
      type: 'str',
      default: 'urllib2',
    },
    use_gssapi: { description: 'GSSAPI (not supported).', type: 'bool', default: false },
    use_netrc: { description: 'Passwords of ~/.netrc (not read).', type: 'bool', default: true },
    unix_socket: { description: 'Connect to this socket.', type: 'path' },
    ca_path: { description: 'File of certificate authorities.', type: 'str' },
    unredirected_headers: { description: 'Headers that a redirected request does not get.', type: 'list' },
    ciphers: { description: 'TLS ciphers.', type: 'list' },
  },
  async run(terms, options, ctx) {
    const out: Value[] = [];
    const text = (name: string): string | undefined => asText(options.get(name) ?? null);
    if (truth(options.get('use_gssapi')!))
      throw lookupFailure('the url lookup of ansible-ts has no GSSAPI: leave use_gssapi out');
    const headers: Record<string, string> = {};
    const given = options.get('headers');
    if (given !== undefined && isDict(given)) {
      const dict = toDict(given);
      for (const k of dictKeys(dict)) headers[nativeText(k)] = nativeText(dict.get(nativeText(k))!);
    }
    for (const term of terms) {
      const url = textTerm(term, 'decode');
      const why = unsupportedRoute(url, ctx.env, {
        proxy: truth(options.get('use_proxy')!),
        netrc: truth(options.get('use_netrc')!) && text('username') === undefined,
      });
      if (why !== undefined) throw lookupFailure(why);
      const local = localFile(url);
      const body =
        local ??
        (await download(url, {
          headers,
          username: text('username'),
          password: text('password'),
          force: truth(options.get('force')!),
          timeoutSeconds: asFloat(options.get('timeout')!) ?? Number(text('timeout') ?? 10),
          agent: text('http_agent') ?? '',
          validate: truth(options.get('validate_certs')!),
          followRedirects: !['no', 'none'].includes(text('follow_redirects') ?? ''),
          socketPath: text('unix_socket'),
          caFile: text('ca_path'),
          unredirected: Array.isArray(options.get('unredirected_headers'))
            ? (options.get('unredirected_headers') as Value[]).map((h) => nativeText(h).toLowerCase())
            : [],
          ciphers: Array.isArray(options.get('ciphers'))
            ? (options.get('ciphers') as Value[]).map(nativeText).join(':')
            : undefined,
        }));
      const content = body.toString('utf8');
      if (truth(options.get('split_lines')!))
        for (const line of content === '' ? [] : content.replace(/\r?\n$/, '').split(/\r\n|\r|\n/))
          out.push(line);
      else out.push(content);
    }
    return out;
  },
});
