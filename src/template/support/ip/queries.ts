import { PyError, typeError } from '../../../value/errors.ts';
import { normInt } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import {
  addressText,
  alone,
  hostmask,
  isOf,
  lastAddress,
  type Net,
  netmask,
  network,
  sizeOf,
  widthOf,
} from './address.ts';

type Query = (n: Net, given: string) => Value;

const text = (n: Net, ip: bigint): string => addressText(ip, n.version);
const cidr = (n: Net, ip = n.ip): string => `${text(n, ip)}/${n.prefix}`;
/** A value that names one address: a host, or a network whose address is not its first. */
const isHost = (n: Net): boolean => sizeOf(n) === 1n || n.ip !== network(n);
const big = (n: Net): boolean => sizeOf(n) > 2n;

/** Only a network has usable addresses. */
const needNet = (n: Net): void => {
  if (!n.hasPrefix) throw filterError('Not a network address');
};
export const firstUsable = (n: Net): bigint | undefined =>
  big(n) ? network(n) + 1n : sizeOf(n) === 2n ? network(n) : undefined;
export const lastUsable = (n: Net): bigint | undefined =>
  big(n) ? lastAddress(n) - 1n : sizeOf(n) === 2n ? lastAddress(n) : undefined;
/** A number as netaddr shows it as an address: IPv4 while it fits, whatever it came from. */
export function numberText(ip: bigint): string {
  if (ip < 0n || ip >= 1n << 128n)
    throw new PyError('AddrFormatError', `failed to detect a valid IP address from ${ip}`);
  return addressText(ip, ip < 1n << 32n ? 4 : 6);
}
const maybe = (n: Net, ip: bigint | undefined): Value => {
  needNet(n);
  return ip === undefined ? null : numberText(ip);
};
const yes = (test: boolean, given: string): Value => (test ? given : null);

/** The usable address some steps away, None where there is none. */
export function usableNear(n: Net, step: bigint): Value {
  if (sizeOf(n) === 1n) return null;
  const ip = n.ip + step;
  const shown = numberText(ip);
  const [low, high] = [firstUsable(n)!, lastUsable(n)!];
  return ip >= low && ip <= high ? shown : null;
}
const near =
  (step: bigint): Query =>
  (n) => {
    needNet(n);
    return usableNear(n, step);
  };

const rangeUsable: Query = (n) => {
  needNet(n);
  if (sizeOf(n) === 1n) return null;
  return `${numberText(firstUsable(n)!)}-${numberText(lastUsable(n)!)}`;
};

function reverseName(n: Net): string {
  if (n.version === 4) return `${text(n, n.ip).split('.').reverse().join('.')}.in-addr.arpa.`;
  return `${n.ip.toString(16).padStart(32, '0').split('').reverse().join('.')}.ip6.arpa.`;
}

const ip: Query = (n) => (isHost(n) || sizeOf(n) === 2n || n.version === 6 ? text(n, n.ip) : null);
/** Address and prefix, but of the first and last address of a network. */
const hostCidr: Query = (n) => (big(n) && (n.ip === network(n) || n.ip === lastAddress(n)) ? null : cidr(n));

/** IPv6 that holds an IPv4 address, as that; other numbers of up to 48 bits fail to be one. */
const toFour: Query = (n, given) => {
  if (n.version === 4) return given;
  const four = n.ip > 0xffffffffn ? n.ip - 0xffff00000000n : n.ip;
  if (four < 0n || four > 0xffffffffn || n.prefix < 96) return null;
  return `${addressText(four, 4)}/${n.prefix - 96}`;
};
const toSix: Query = (n, given) => (n.version === 6 ? given : `::ffff:${text(n, n.ip)}/${n.prefix + 96}`);

const failing = (name: string) => (): never => {
  throw typeError(`${name}() missing 1 required positional argument: 'value'`);
};

/** ipaddr's queries by name. None stands for "not so". */
export const queries: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['', (n) => (isHost(n) && !n.hasPrefix ? text(n, n.ip) : cidr(n))],
  ['address', ip],
  ['address/prefix', hostCidr],
  ['bool', () => true],
  ['broadcast', (n) => (big(n) ? text(n, lastAddress(n)) : null)],
  ['cidr', (n) => cidr(n)],
  ['first_usable', (n) => maybe(n, firstUsable(n))],
  ['last_usable', (n) => maybe(n, lastUsable(n))],
  ['next_usable', near(1n)],
  ['previous_usable', near(-1n)],
  ['range_usable', rangeUsable],
  ['host', (n) => (isHost(n) || (n.version === 4 && sizeOf(n) === 2n) ? cidr(n) : null)],
  ['hostnet', hostCidr],
  ['host/prefix', hostCidr],
  ['gateway', hostCidr],
  ['gw', hostCidr],
  ['router', hostCidr],
  ['hostmask', (n) => text(n, hostmask(n))],
  ['wildcard', (n) => text(n, hostmask(n))],
  ['int', (n) => (!n.hasPrefix ? normInt(n.ip) : `${n.ip}/${n.prefix}`)],
  ['ip', ip],
  ['ip/prefix', (n) => ((isHost(n) || sizeOf(n) === 2n) && sizeOf(n) > 1n ? cidr(n) : null)],
  [
    'ip_netmask',
    (n) =>
      (isHost(n) || sizeOf(n) === 2n) && sizeOf(n) > 1n ? `${text(n, n.ip)} ${text(n, netmask(n))}` : null,
  ],
  ['6to4', sixToFour],
  ['ipv4', toFour],
  ['ipv6', toSix],
  ['link-local', (n, given) => yes(isOf(alone(n), 'linkLocal'), given)],
  ['lo', (n, given) => yes(isOf(alone(n), 'loopback'), given)],
  ['loopback', (n, given) => yes(isOf(alone(n), 'loopback'), given)],
  ['multicast', (n, given) => yes(isOf(n, 'multicast'), given)],
  ['unicast', (n, given) => yes(!isOf(n, 'multicast'), given)],
  ['net', (n) => (sizeOf(n) > 1n && n.ip === network(n) ? cidr(n, network(n)) : null)],
  ['netmask', (n) => text(n, netmask(n))],
  ['network', (n) => text(n, network(n))],
  ['network_id', (n) => text(n, network(n))],
  ['network/prefix', (n) => cidr(n, network(n))],
  ['subnet', (n) => cidr(n, network(n))],
  ['network_netmask', (n) => `${text(n, network(n))} ${text(n, netmask(n))}`],
  ['network_wildcard', (n) => `${text(n, network(n))} ${text(n, hostmask(n))}`],
  ['peer', peer],
  ['prefix', (n) => n.prefix],
  ['private', (n, given) => yes(isOf(n, 'private'), given)],
  ['public', (n, given) => yes(isPublic(alone(n)), given)],
  ['revdns', reverseName],
  ['size', (n) => normInt(sizeOf(n))],
  ['size_usable', (n) => normInt(sizeOf(n) === 1n ? 0n : sizeOf(n) === 2n ? 2n : sizeOf(n) - 2n)],
  ['type', (n) => (isHost(n) ? 'address' : 'network')],
  // The collection knows these names, and fails at them.
  ['v4', failing('_ipv4_query')],
  ['v6', failing('_ipv6_query')],
  [
    'cidr_lookup',
    () => {
      throw new PyError('KeyError', "'iplist'");
    },
  ],
  ['version', (n) => n.version],
  [
    'wrap',
    (n, given) =>
      n.version === 6 ? (n.hasPrefix ? `[${text(n, n.ip)}]/${n.prefix}` : `[${text(n, n.ip)}]`) : given,
  ],
]);

/** Whether one address is public: no mask either, and netaddr takes reserved ones for public. */
function isPublic(n: Net): boolean {
  const power = (x: bigint): boolean => (x & (x - 1n)) === 0n;
  const all = (1n << BigInt(widthOf(n.version))) - 1n;
  if (power((n.ip ^ all) + 1n) || power(n.ip + 1n)) return false;
  return !isOf(n, 'multicast') && !isOf(n, 'private') && !isOf(n, 'loopback');
}

/** The 6to4 network of an IPv4 address that is public or private. */
function sixToFour(n: Net, given: string): Value {
  if (n.version === 6)
    return n.ip >> 112n === 0x2002n && !(n.hasPrefix && n.ip === network(n)) ? given : false;
  const one = alone(n);
  const bare = sizeOf(n) > 1n && n.ip === network(n);
  if (bare || !(isPublic(one) || isOf(one, 'private'))) return false;
  const hex = n.ip.toString(16).padStart(8, '0');
  return `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48`;
}

/** The other end of a point-to-point network. */
function peer(n: Net): Value {
  needNet(n);
  if (sizeOf(n) === 2n) return text(n, n.ip ^ 1n);
  if (sizeOf(n) !== 4n) throw filterError('Not a point-to-point network');
  if (n.ip === network(n)) throw filterError('Network address of /30 has no peer');
  if (n.ip === lastAddress(n)) throw filterError('Broadcast address of /30 has no peer');
  return text(n, n.ip ^ 3n);
}

/** The n-th address of a network with its prefix, from the end where n is negative. */
export function nth(n: Net, index: bigint, withPrefix = true): Value {
  const size = sizeOf(n);
  // One address stays what it is, whatever the number.
  if (withPrefix && size === 1n) return n.hasPrefix ? cidr(n) : text(n, n.ip);
  if (index >= size || index < -size) return null;
  const ip = index < 0n ? lastAddress(n) + 1n + index : network(n) + index;
  return withPrefix ? cidr(n, ip) : text(n, ip);
}
