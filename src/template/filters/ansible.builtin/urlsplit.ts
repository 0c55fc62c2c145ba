import { defineFilter } from '../../../jinja/define.ts';
import { call } from '../../../value/callable.ts';
import { PyBytes } from '../../../value/containers.ts';
import { hashKey } from '../../../value/dict.ts';
import { valueError } from '../../../value/errors.ts';
import { getAttribute } from '../../../value/protocol.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import { type Dict, UnsafeText, type Value } from '../../../value/types.ts';
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
    const text = asText(value!);
    // Python asks a value that is no text to decode itself.
    if (text === undefined) hashKey(value!);
    if (text === undefined && truth(value!) && !(value instanceof PyBytes))
      call(getAttribute(value!, 'decode'), ['ascii', 'strict']);
    const url = splitUrl(text ?? nativeText(value!));
    if (url.netloc.includes('[') !== url.netloc.includes(']')) throw valueError('Invalid IPv6 URL');
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
    if (value instanceof UnsafeText)
      for (const [k, v] of parts) if (typeof v === 'string' && v !== '') parts.set(k, new UnsafeText(v));
    const wanted = str(query!);
    if (!wanted) return parts;
    const part = parts.get(wanted);
    if (part === undefined) throw filterError(`${str(alias!)}: unknown URL component: ${wanted}`);
    return part;
  },
});
