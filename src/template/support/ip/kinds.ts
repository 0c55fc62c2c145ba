import { asText } from '../../../value/text.ts';
import type { Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';

/** An address or network as Python's module ipaddress reads it: strictly, other than netaddr. */
export interface Ip {
  readonly version: 4 | 6;
  readonly value: bigint;
  /** Number of bits of the network; all of them for an address. */
  readonly prefix: number;
}

const bits = (version: 4 | 6): number => (version === 4 ? 32 : 128);

function four(text: string): bigint | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!m) return undefined;
  let n = 0n;
  for (const octet of m.slice(1)) {
    if (Number(octet) > 255 || /^0./.test(octet)) return undefined;
    n = n * 256n + BigInt(octet);
  }
  return n;
}

function six(given: string): bigint | undefined {
  let text = given.replace(/%[^%/]+$/, '');
  const tail = /(?<=:)\d+\.\d+\.\d+\.\d+$/.exec(text);
  if (tail) {
    const n = four(tail[0]);
    if (n === undefined) return undefined;
    text = text.slice(0, tail.index) + (n >> 16n).toString(16) + ':' + (n & 0xffffn).toString(16);
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((h) => (h === '' ? [] : h.split(':')));
  const groups = right === undefined ? left! : [...left!, ...right];
  if (right === undefined ? groups.length !== 8 : groups.length > 7) return undefined;
  if (!groups.every((g) => /^[0-9a-fA-F]{1,4}$/.test(g))) return undefined;
  const all = right === undefined ? groups : [...left!, ...Array(8 - groups.length).fill('0'), ...right];
  return all.reduce((n: bigint, g: string) => n * 65536n + BigInt(`0x${g}`), 0n);
}

function addressOf(text: string): Ip | undefined {
  const v4 = four(text);
  if (v4 !== undefined) return { version: 4, value: v4, prefix: 32 };
  const v6 = six(text);
  return v6 === undefined ? undefined : { version: 6, value: v6, prefix: 128 };
}

/** The length of a mask given as a number or in dots (netmask or hostmask). */
function prefixOf(text: string, version: 4 | 6): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= bits(version) ? Number(text) : undefined;
  const mask = version === 4 ? four(text) : undefined;
  return mask === undefined ? undefined : (netmaskLength(mask) ?? hostmaskLength(mask));
}

/** The prefix length that a netmask stands for, where its ones come first. */
export function netmaskLength(mask: bigint): number | undefined {
  const ones = mask.toString(2).padStart(32, '0').indexOf('0');
  const length = ones < 0 ? 32 : ones;
  return mask === ((1n << BigInt(length)) - 1n) << BigInt(32 - length) ? length : undefined;
}

/** The same of a mask of the host's bits. */
export const hostmaskLength = (mask: bigint): number | undefined => netmaskLength(0xffffffffn ^ mask);

/** A network without bits of a host, or an address as a network of one; undefined for anything else. */
export function networkOf(v: Value): Ip | undefined {
  const ip = interfaceOf(v);
  return ip && hostPart(ip) === 0n ? ip : undefined;
}

/** What would be a network but for the bits of a host; undefined for anything else. */
export function hostBits(v: Value): Ip | undefined {
  const ip = interfaceOf(v);
  return ip && hostPart(ip) !== 0n ? ip : undefined;
}

const hostPart = (ip: Ip): bigint => ip.value & ((1n << BigInt(bits(ip.version) - ip.prefix)) - 1n);

function interfaceOf(v: Value): Ip | undefined {
  if (isUndefined(v)) v.fail();
  const text = asText(v);
  if (text === undefined) return undefined;
  const slash = text.indexOf('/');
  const ip = addressOf(slash < 0 ? text : text.slice(0, slash));
  if (!ip || slash < 0) return ip;
  const prefix = prefixOf(text.slice(slash + 1), ip.version);
  return prefix === undefined ? undefined : { ...ip, prefix };
}

/** One address; undefined for anything else. */
export function addressIn(v: Value): Ip | undefined {
  if (isUndefined(v)) v.fail();
  const text = asText(v);
  return text === undefined ? undefined : addressOf(text);
}

/** Whether all of `inner` lies in `outer`. */
export function isWithin(inner: Ip, outer: Ip): boolean {
  const shift = BigInt(bits(outer.version) - outer.prefix);
  return (
    inner.version === outer.version &&
    inner.prefix >= outer.prefix &&
    inner.value >> shift === outer.value >> shift
  );
}

/** The same of two texts; false where one is no network. */
export function within(inner: Value, outer: Value): boolean {
  const [a, b] = [networkOf(inner), networkOf(outer)];
  return a !== undefined && b !== undefined && isWithin(a, b);
}

const blocks = {
  private: [
    ...['0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
    ...['192.0.0.170/31', '192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
    ...['203.0.113.0/24', '240.0.0.0/4', '255.255.255.255/32'],
    ...['::1/128', '::/128', '::ffff:0:0/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32'],
    ...['2002::/16', 'fc00::/7', 'fe80::/10'],
  ],
  /** Public addresses within the private blocks. */
  exempt: [
    ...['192.0.0.9/32', '192.0.0.10/32', '2001:1::1/128', '2001:1::2/128', '2001:3::/32', '2001:4:112::/48'],
    ...['2001:20::/28', '2001:30::/28'],
  ],
  shared: ['100.64.0.0/10'],
  loopback: ['127.0.0.0/8', '::1/128'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  reserved: [
    ...[
      '240.0.0.0/4',
      '::/8',
      '100::/8',
      '200::/7',
      '400::/6',
      '800::/5',
      '1000::/4',
      '4000::/3',
      '6000::/3',
    ],
    ...['8000::/3', 'a000::/3', 'c000::/3', 'e000::/4', 'f000::/5', 'f800::/6', 'fe00::/9'],
  ],
  unspecified: ['0.0.0.0/32', '::/128'],
  mapped: ['::ffff:0:0/96'],
  sixtofour: ['2002::/16'],
  teredo: ['2001::/32'],
} as const;

/** Whether a value is an address in one of the well-known blocks. */
export function isOf(v: Value, kind: keyof typeof blocks): boolean {
  const ip = addressIn(v);
  if (ip === undefined || !blocks[kind].some((b) => isWithin(ip, networkOf(b)!))) return false;
  return kind !== 'private' || !isOf(v, 'exempt');
}
