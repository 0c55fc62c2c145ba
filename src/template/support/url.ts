/** urllib.parse.unquote_plus: bytes that are no UTF-8 become U+FFFD. */
export const unquotePlus = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));

/** The five parts of urllib.parse.urlsplit and what lies in the network location. */
export interface SplitUrl {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly hostname: string | null;
  /** As written; null where none. */
  readonly port: string | null;
}

/** Python's urlsplit: no part is decoded or checked, the scheme is lower case. */
export function splitUrl(given: string): SplitUrl {
  let url = given.replace(/^[\x00-\x20]+/, '').replace(/[\t\r\n]/g, '');
  let scheme = '';
  const m = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(url);
  if (m) {
    scheme = m[1]!.toLowerCase();
    url = url.slice(m[0].length);
  }
  let netloc = '';
  if (url.startsWith('//')) {
    const end = url.slice(2).search(/[/?#]/);
    netloc = end < 0 ? url.slice(2) : url.slice(2, 2 + end);
    url = end < 0 ? '' : url.slice(2 + end);
  }
  const cut = (mark: string): string => {
    const i = url.indexOf(mark);
    if (i < 0) return '';
    const rest = url.slice(i + 1);
    url = url.slice(0, i);
    return rest;
  };
  const fragment = cut('#');
  const query = cut('?');
  const at = netloc.lastIndexOf('@');
  const userinfo = at < 0 ? null : netloc.slice(0, at);
  const host = netloc.slice(at + 1);
  const colon = userinfo?.indexOf(':') ?? -1;
  const bracket = /^\[(.*?)\](?::(.*))?/.exec(host);
  const plain = /^([^:]*)(?::(.*))?$/s.exec(host);
  const hostname = bracket ? bracket[1]! : (plain?.[1] ?? host);
  return {
    scheme,
    netloc,
    path: url,
    query,
    fragment,
    username: userinfo === null ? null : colon < 0 ? userinfo : userinfo.slice(0, colon),
    password: userinfo === null || colon < 0 ? null : userinfo.slice(colon + 1),
    hostname: hostname ? hostname.toLowerCase() : null,
    port: (bracket ? bracket[2] : plain?.[2]) || null,
  };
}
