import { normInt } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import {
  addressText,
  hostmask,
  isOf,
  lastAddress,
  type Net,
  netmask,
  network,
  parseNet,
  sizeOf,
  within,
} from './address.ts';

type Query = (n: Net, given: string) => Value;

const text = (n: Net, ip: bigint): string => addressText(ip, n.version);
const cidr = (n: Net, ip = n.ip): string => `${text(n, ip)}/${n.prefix}`;
/** A value that names one address: a host, or a network whose address is not its first. */
const isHost = (n: Net): boolean => sizeOf(n) === 1n || n.ip !== network(n);
const big = (n: Net): boolean => sizeOf(n) > 2n;

/** Only a network has usable addresses. */
const needNet = (n: Net): void => {
  if (sizeOf(n) === 1n) throw filterError('Not a network address');
};
const firstUsable = (n: Net): bigint | undefined =>
  big(n) ? network(n) + 1n : sizeOf(n) === 2n ? network(n) : undefined;
const lastUsable = (n: Net): bigint | undefined =>
  big(n) ? lastAddress(n) - 1n : sizeOf(n) === 2n ? lastAddress(n) : undefined;
const maybe = (n: Net, ip: bigint | undefined): Value => {
  needNet(n);
  return ip === undefined ? null : text(n, ip);
};
const yes = (test: boolean, given: string): Value => (test ? given : null);

function usableNear(n: Net, step: bigint): Value {
  needNet(n);
  const ip = n.ip + step;
  const [low, high] = [firstUsable(n)!, lastUsable(n)!];
  return ip >= low && ip <= high ? text(n, ip) : null;
}

const rangeUsable: Query = (n) => {
  needNet(n);
  return `${text(n, firstUsable(n)!)}-${text(n, lastUsable(n)!)}`;
};

function reverseName(n: Net): string {
  if (n.version === 4) return `${text(n, n.ip).split('.').reverse().join('.')}.in-addr.arpa.`;
  return `${n.ip.toString(16).padStart(32, '0').split('').reverse().join('.')}.ip6.arpa.`;
}

const hostCidr: Query = (n) => (isHost(n) || sizeOf(n) === 2n ? cidr(n) : null);

/** ipaddr's queries by name. None stands for "not so". */
export const queries: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['', (n) => (isHost(n) && !n.hasPrefix ? text(n, n.ip) : cidr(n))],
  ['address', (n) => (isHost(n) || sizeOf(n) === 2n || n.version === 6 ? text(n, n.ip) : null)],
  ['address/prefix', hostCidr],
  ['bool', () => true],
  ['broadcast', (n) => (big(n) ? text(n, lastAddress(n)) : null)],
  ['cidr', (n) => cidr(n)],
  ['first_usable', (n) => maybe(n, firstUsable(n))],
  ['last_usable', (n) => maybe(n, lastUsable(n))],
  ['next_usable', (n) => usableNear(n, 1n)],
  ['previous_usable', (n) => usableNear(n, -1n)],
  ['range_usable', rangeUsable],
  ['host', hostCidr],
  ['hostnet', hostCidr],
  ['host/prefix', hostCidr],
  ['gateway', hostCidr],
  ['gw', hostCidr],
  ['router', hostCidr],
  ['hostmask', (n) => text(n, hostmask(n))],
  ['wildcard', (n) => text(n, hostmask(n))],
  ['int', (n) => (sizeOf(n) === 1n ? normInt(n.ip) : `${n.ip}/${n.prefix}`)],
  ['ip', (n) => (isHost(n) || n.version === 6 ? text(n, n.ip) : null)],
  ['ip/prefix', (n) => (isHost(n) && sizeOf(n) > 1n ? cidr(n) : null)],
  [
    'ip_netmask',
    (n) =>
      (isHost(n) || sizeOf(n) === 2n) && sizeOf(n) > 1n ? `${text(n, n.ip)} ${text(n, netmask(n))}` : null,
  ],
  ['6to4', (n) => sixToFour(n)],
  [
    'ipv4',
    (n, given) =>
      n.version === 4
        ? given
        : n.ip >> 32n === 0n
          ? `${addressText(n.ip & 0xffffffffn, 4)}/${Math.max(0, n.prefix - 96)}`
          : null,
  ],
  ['ipv6', (n, given) => (n.version === 6 ? given : `::ffff:${text(n, n.ip)}/${n.prefix + 96}`)],
  ['link-local', (n, given) => yes(isOf(n, 'linkLocal'), given)],
  ['lladdr', (n, given) => yes(isOf(n, 'linkLocal'), given)],
  ['lo', (n, given) => yes(isOf(n, 'loopback'), given)],
  ['loopback', (n, given) => yes(isOf(n, 'loopback'), given)],
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
  [
    'public',
    (n, given) =>
      yes(
        !isOf(n, 'private') &&
          !isOf(n, 'multicast') &&
          !isOf(n, 'loopback') &&
          !isOf(n, 'linkLocal') &&
          !isOf(n, 'reserved') &&
          hostPart(n),
        given,
      ),
  ],
  ['revdns', reverseName],
  ['size', (n) => normInt(sizeOf(n))],
  ['size_usable', (n) => normInt(sizeOf(n) === 1n ? 0n : sizeOf(n) === 2n ? 2n : sizeOf(n) - 2n)],
  ['type', (n) => (isHost(n) ? 'address' : 'network')],
  ['usable', rangeUsable],
  ['v4', (n, given) => (n.version === 4 ? given : null)],
  ['v6', (n, given) => (n.version === 6 ? given : null)],
  ['version', (n) => n.version],
  [
    'wrap',
    (n, given) =>
      n.version === 6 ? (n.hasPrefix ? `[${text(n, n.ip)}]/${n.prefix}` : `[${text(n, n.ip)}]`) : given,
  ],
]);

/** The 6to4 network of an IPv4 address; private ones have none. */
function sixToFour(n: Net): Value {
  if (n.version === 6) return n.ip >> 112n === 0x2002n ? cidr(n) : false;
  if (sizeOf(n) > 1n && (n.ip === network(n) || n.ip === lastAddress(n))) return false;
  const hex = n.ip.toString(16).padStart(8, '0');
  return `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48`;
}

/** A network with room for hosts, or one address. */
const hostPart = (n: Net): boolean => n.ip >= 0n;

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
  if (withPrefix && size === 1n) return text(n, n.ip);
  if (index >= size || index < -size) return null;
  const ip = index < 0n ? lastAddress(n) + 1n + index : network(n) + index;
  return withPrefix ? cidr(n, ip) : text(n, ip);
}

/** The value itself where it lies in the network that is named. */
export function inNetwork(n: Net, given: string, range: string): Value | undefined {
  const outer = parseNet(range);
  if (!outer) return undefined;
  return within(n, outer) ? given : null;
}
