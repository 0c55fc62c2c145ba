import { asInt, parseInt10 } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import type { Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { str } from '../py.ts';
import { fromInt, type Net, parseNet } from './address.ts';
import { inNetwork, nth, queries } from './queries.ts';

/** The address of a value (text or integer) and the text that stands for it. */
export function netOf(value: Value): { readonly net: Net; readonly text: string } | undefined {
  const n = typeof value === 'boolean' ? undefined : asInt(value);
  if (n !== undefined) {
    const net = fromInt(BigInt(n));
    return net && { net, text: String(queries.get('address')!(net, '')) };
  }
  const text = asText(value);
  const net = text === undefined ? undefined : parseNet(text.trim());
  return net && { net, text: text!.trim() };
}

/** ipaddr(value, query): lists item by item, what is no address left out; None becomes false. */
export function ipaddr(value: Value, query: Value, version: 4 | 6 | undefined, alias: string): Value {
  if (Array.isArray(value)) {
    const out = value.map((v) => ipaddr(v, query, version, alias)).filter((v) => v !== false && v !== null);
    return out.length ? out : [];
  }
  if (value === null || value === '' || value === false || value === true) return false;
  const found = netOf(value);
  if (!found) return false;
  const { net, text } = found;
  const name = asText(query) ?? str(query);
  const wanted = name === 'ipv4' || name === 'ipv6' || version === undefined || net.version === version;
  if (!wanted) return false;
  const run = queries.get(name);
  if (run) {
    const answer = run(net, text);
    return answer === null && FALSE.has(name) ? false : answer;
  }
  const index = parseInt10(name);
  if (index !== undefined) return nth(net, BigInt(index)) ?? false;
  const inside = inNetwork(net, text, name);
  if (inside !== undefined) return inside;
  throw filterError(`${alias}: unknown filter type: ${name}`);
}

/** Queries whose "there is none" is false in place of None. */
const FALSE = new Set(['address/prefix', 'host/prefix', 'gateway', 'gw', 'router', 'ipv4']);
