import { notices } from '../../../errors/notices.ts';
import { asInt, parseInt10 } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import type { Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { classRepr, filterError } from '../../errors.ts';
import { str } from '../py.ts';
import { addressText, fromInt, type Net, parseNet } from './address.ts';
import { inNetwork, nth, queries } from './queries.ts';

/** The address of a value (text or integer, also one in digits) and the text that stands for it. */
export function netOf(
  value: Value,
  version?: 4 | 6,
): { readonly net: Net; readonly text: string } | undefined {
  const text = asText(value)?.trim();
  const digits = text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
  const n = typeof value === 'boolean' ? undefined : (digits ?? asInt(value));
  if (n !== undefined) {
    const net = fromInt(BigInt(n), version);
    return net && { net, text: `${addressText(net.ip, net.version)}/${net.prefix}` };
  }
  const net = text === undefined ? undefined : parseNet(text);
  return net && { net, text: text! };
}

/** Warns, as the collection does, of a value that stands for no address at all. */
export function noAddress(value: Value): false {
  notices().warning(
    `The value '${str(value)}' is not a valid IP address or network, passing this value to ipaddr filter might result in breaking change in future.`,
  );
  return false;
}

/** ipaddr(value, query): lists item by item, what is no address left out; None becomes false. */
export function ipaddr(value: Value, query: Value, version: 4 | 6 | undefined, alias: string): Value {
  const known = asText(value) !== undefined || Array.isArray(value) || asInt(value) !== undefined;
  if (!known) throw filterError(`Unrecognized type <${classRepr(value)}> for ${alias} filter <value>`);
  return answer(value, query, version, alias);
}

function answer(value: Value, query: Value, version: 4 | 6 | undefined, alias: string): Value {
  if (Array.isArray(value)) return value.map((v) => answer(v, query, version, alias)).filter((v) => truth(v));
  if (value === true || (!isUndefined(value) && !truth(value))) return noAddress(value);
  const found = netOf(value, version);
  if (!found || (version !== undefined && found.net.version !== version)) return false;
  const { net, text } = found;
  const name = asText(query) ?? str(query);
  const run = queries.get(name);
  if (run) {
    const result = run(net, text);
    return result === null && FALSE.has(name) ? false : result;
  }
  const index = parseInt10(name);
  if (index !== undefined) return nth(net, BigInt(index)) ?? false;
  const inside = inNetwork(net, text, name);
  if (inside !== undefined) return inside;
  throw filterError(`${alias}: unknown filter type: ${name}`);
}

/** Queries whose "there is none" is false in place of None. */
const FALSE = new Set(['address/prefix', 'host/prefix', 'gateway', 'gw', 'router', 'ipv4']);
