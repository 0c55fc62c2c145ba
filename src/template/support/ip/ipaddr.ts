import { notices } from '../../../errors/notices.ts';
import { typeError } from '../../../value/errors.ts';
import { asInt, parseFloatText, parseInt10 } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import type { Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { classRepr, filterError } from '../../errors.ts';
import { str } from '../py.ts';
import { addressText, fromInt, type Net, network, parseNet, sizeOf, widthOf, within } from './address.ts';
import { defined } from './given.ts';
import { nth, queries } from './queries.ts';

/** The address of a value (text or integer, also one in digits) and the text that stands for it. */
export function netOf(
  value: Value,
  version?: 4 | 6,
): { readonly net: Net; readonly text: string } | undefined {
  const text = asText(value);
  const digits = text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
  const n = typeof value === 'boolean' ? undefined : (digits ?? asInt(value));
  if (n !== undefined) {
    const net = fromInt(BigInt(n), version);
    return net && { net, text: `${addressText(net.ip, net.version)}/${net.prefix}` };
  }
  if (text === undefined) return undefined;
  const net = parseNet(text);
  // Two slashes are no prefix to the collection, though netaddr may take them.
  if (net) return { net: { ...net, hasPrefix: text.split('/').length === 2 }, text };
  const cidr = numericCidr(text);
  return cidr && { net: cidr, text: `${addressText(cidr.ip, cidr.version)}/${cidr.prefix}` };
}

/** An address as a number with its prefix: `167772160/8`. */
function numericCidr(text: string): Net | undefined {
  const parts = text.split('/').map((p) => parseInt10(p));
  const [ip, prefix] = parts;
  if (parts.length !== 2 || ip === undefined || prefix === undefined) return undefined;
  const fits = ([4, 6] as const).find(
    (v) => ip >= 0 && BigInt(ip) < 1n << BigInt(widthOf(v)) && prefix >= 0 && prefix <= widthOf(v),
  );
  return fits && { version: fits, ip: BigInt(ip), prefix: Number(prefix), hasPrefix: true };
}

/** The network that a value names, without the bits of its host: how most filters begin. */
export function normalNet(value: Value): Net | undefined {
  if (isUndefined(value)) value.fail();
  const net = netOf(value)?.net;
  return net && { ...net, ip: network(net) };
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
  if (!known)
    throw filterError(`Unrecognized type <${classRepr(value)}> for ${alias || 'ipaddr'} filter <value>`);
  defined(value);
  return answer(value, query, version, alias);
}

function answer(value: Value, query: Value, version: 4 | 6 | undefined, alias: string): Value {
  // In a list the collection loses the filter's name.
  if (Array.isArray(value))
    return value.map((v) => answer(v, query, version, 'ipaddr')).filter((v) => truth(v));
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
  const outer = /^\d+$/.test(name) ? undefined : netOf(name)?.net;
  if (outer) return within(net, outer) ? text : null;
  if (parseFloatText(name) !== undefined) {
    const index = parseInt10(name);
    if (sizeOf(net) > 1n && index === undefined) return false;
    return nth(net, BigInt(index ?? 0)) ?? false;
  }
  // The filter ipaddr itself has no name to say, and fails at that.
  if (alias === '') throw typeError("unsupported operand type(s) for +: 'NoneType' and 'str'");
  throw filterError(`${alias}: unknown filter type: ${name}`);
}

/** Queries whose "there is none" is false in place of None. */
const FALSE = new Set(['address/prefix', 'host/prefix', 'hostnet', 'gateway', 'gw', 'router', 'ipv4']);
