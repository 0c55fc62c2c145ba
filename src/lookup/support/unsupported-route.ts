import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether the environment sends this URL through a proxy (http_proxy and kin, less what no_proxy names). */
function proxied(url: URL, env: Env): string | undefined {
  const scheme = url.protocol.slice(0, -1);
  const name = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, 'all_proxy', 'ALL_PROXY'].find(
    (n) => env[n],
  );
  if (name === undefined) return undefined;
  const except = (env['no_proxy'] ?? env['NO_PROXY'] ?? '')
    .split(',')
    .map((p) => p.trim().replace(/^\*?\./, ''));
  const free = except.some(
    (p) => p === '*' || (p !== '' && (url.hostname === p || url.hostname.endsWith(`.${p}`))),
  );
  return free ? undefined : name;
}

/** Whether ~/.netrc (or NETRC) has a word for this host. */
function inNetrc(url: URL, env: Env): boolean {
  const file = env['NETRC'] ?? join(env['HOME'] ?? '/', '.netrc');
  if (!existsSync(file)) return false;
  const words = readFileSync(file, 'utf8').split(/\s+/);
  return words.includes('default') || words.some((w, i) => w === 'machine' && words[i + 1] === url.hostname);
}

/** Why the url lookup cannot get a URL as Ansible would: what it does not do is said, never passed over. */
export function unsupportedRoute(
  address: string,
  env: Env,
  wants: { readonly proxy: boolean; readonly netrc: boolean },
): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const proxy = wants.proxy ? proxied(url, env) : undefined;
  if (proxy !== undefined) {
    return `the url lookup of ansible-ts does not go through a proxy (${proxy} is set): set use_proxy=false or no_proxy, or use the uri module`;
  }
  if (wants.netrc && inNetrc(url, env)) {
    return `the url lookup of ansible-ts does not read .netrc, which names ${url.hostname}: set use_netrc=false, and give username and password`;
  }
  return undefined;
}
