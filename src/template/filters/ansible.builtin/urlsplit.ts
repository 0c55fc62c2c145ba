import { defineFilter } from '../../../jinja/define.ts';
import { valueError } from '../../../value/errors.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { nativeText, repr, str } from '../../support/py.ts';
import { splitUrl } from '../../support/url.ts';

function portOf(port: string | null): Value {
  if (port === null) return null;
  if (!/^\d+$/.test(port)) throw valueError(`Port could not be cast to integer value as ${repr(port)}`);
  if (Number(port) > 65535) throw valueError('Port out of range 0-65535');
  return Number(port);
}

export default defineFilter({
  doc: 'The parts of a URL as a dict, or the one part that is named.',
  signature: "split_url(value, query='', alias='urlsplit')",
  run(_ctx, value, query, alias) {
    const url = splitUrl(nativeText(value!));
    const parts: Dict = new Map<Value, Value>([
      ['fragment', url.fragment],
      ['hostname', url.hostname],
      ['netloc', url.netloc],
      ['password', url.password],
      ['path', url.path],
      ['port', portOf(url.port)],
      ['query', url.query],
      ['scheme', url.scheme],
      ['username', url.username],
    ]);
    const wanted = str(query!);
    if (!wanted) return parts;
    const part = parts.get(wanted);
    if (part === undefined) throw filterError(`${str(alias!)}: unknown URL component: ${wanted}`);
    return part;
  },
});
