/** The proxy that the environment names for an address (http_proxy, https_proxy, all_proxy; not for no_proxy), or undefined. */
export function proxyFor(address: string, env: Readonly<Record<string, string>>): string | undefined {
  const url = new URL(address);
  const look = (name: string): string | undefined => env[name] || env[name.toUpperCase()] || undefined;
  // As Python: HTTP_PROXY could come from a request in a CGI program, so there only the lower case counts.
  const scheme = url.protocol.slice(0, -1);
  const found =
    (scheme === 'http' && env['REQUEST_METHOD'] ? env['http_proxy'] : look(`${scheme}_proxy`)) ??
    look('all_proxy');
  if (found === undefined) return undefined;
  for (const entry of (look('no_proxy') ?? '')
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean)) {
    if (entry === '*') return undefined;
    const [host, port] = entry.replace(/^\*?\./, '').split(':');
    if (port !== undefined && port !== (url.port || (scheme === 'https' ? '443' : '80'))) continue;
    if (url.hostname === host || url.hostname.endsWith(`.${host}`)) return undefined;
  }
  return found.includes('://') ? found : `http://${found}`;
}
