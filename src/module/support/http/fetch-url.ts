import type { ModuleContext } from '../../define.ts';
import { exchange } from './exchange.ts';
import { requestOf } from './options.ts';
import type { HttpResponse } from './types.ts';

export interface FetchOptions {
  readonly validateCerts: boolean;
  readonly headers?: ReadonlyArray<readonly [string, string]>;
}

/**
 * GET of an address by the host, with the defaults of Ansible's modules (10 s, the host's proxy and netrc). Throws
 * HttpFailure where no answer came.
 */
export async function fetchUrl(
  ctx: ModuleContext<unknown>,
  url: string,
  options: FetchOptions,
): Promise<HttpResponse> {
  const common = {
    url,
    force: false,
    http_agent: null,
    use_proxy: true,
    validate_certs: options.validateCerts,
    url_username: null,
    url_password: null,
    force_basic_auth: false,
    client_cert: null,
    client_key: null,
    use_gssapi: false,
    headers: null,
    timeout: 10,
    unredirected_headers: null,
    ciphers: null,
    decompress: true,
    use_netrc: true,
  };
  return exchange(ctx, await requestOf(ctx, common, { method: 'GET', headers: options.headers ?? [] }));
}
