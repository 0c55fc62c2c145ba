import { parseInt10 } from '../../../value/number.ts';

/** An IP address with the length of its prefix, as bits. */
export interface Net {
  readonly version: 4 | 6;
  readonly ip: bigint;
  readonly prefix: number;
  /** Whether the prefix stood in the text. */
  readonly hasPrefix: boolean;
}

export const widthOf = (version: 4 | 6): number => (version === 4 ? 32 : 128);
const maskOf = (version: 4 | 6, prefix: number): bigint => {
  const w = BigInt(widthOf(version));
  return ((1n << w) - 1n) ^ ((1n << (w - BigInt(prefix))) - 1n);
};
export const netmask = (n: Net): bigint => maskOf(n.version, n.prefix);
export const hostmask = (n: Net): bigint => (1n << BigInt(widthOf(n.version) - n.prefix)) - 1n;
export const network = (n: Net): bigint => n.ip & netmask(n);
export const lastAddress = (n: Net): bigint => network(n) | hostmask(n);
export const sizeOf = (n: Net): bigint => 1n << BigInt(widthOf(n.version) - n.prefix);

function parse4(text: string): bigint | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!m) return undefined;
  const parts = m.slice(1).map(Number);
  if (parts.some((p) => p > 255) || m.slice(1).some((p) => /^0./.test(p))) return undefined;
  return parts.reduce((n, p) => n * 256n + BigInt(p), 0n);
}

function parse6(given: string): bigint | undefined {
  let text = given;
  const tail = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail) {
    const v4 = parse4(tail[1]!);
    if (v4 === undefined) return undefined;
    text = `${text.slice(0, -tail[1]!.length)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
  }
  if (!/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const words = halves.map((h) => (h === '' ? [] : h.split(':')));
  if (words.flat().some((w) => !/^[0-9a-fA-F]{1,4}$/.test(w))) return undefined;
  const missing = 8 - words.flat().length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all =
    halves.length === 1 ? words[0]! : [...words[0]!, ...Array<string>(missing).fill('0'), ...words[1]!];
  return BigInt(`0x${all.map((w) => w.padStart(4, '0')).join('')}`);
}

/** An address without a prefix; its version is found out. */
export function parseAddress(text: string): { readonly version: 4 | 6; readonly ip: bigint } | undefined {
  const v4 = parse4(text);
  if (v4 !== undefined) return { version: 4, ip: v4 };
  const v6 = text.includes(':') ? parse6(text) : undefined;
  return v6 === undefined ? undefined : { version: 6, ip: v6 };
}

/** A shortened IPv4 network, `10.1` for 10.1.0.0, its numbers as Python's int() reads them. */
function partial4(text: string): bigint | undefined {
  if (text.includes(':')) return undefined;
  const parts = text.split('.').map((p) => Number(parseInt10(p) ?? -1));
  if (parts.length > 4 || parts.some((p) => p < 0 || p > 255)) return undefined;
  return [0, 1, 2, 3].reduce((n, i) => n * 256n + BigInt(parts[i] ?? 0), 0n);
}

/** An IPv4 address as C's inet_aton takes it: `127.1`, a number alone, octal and hexadecimal parts. */
export function parseAton(text: string): bigint | undefined {
  const words = text.trimEnd().split('.');
  if (words.length > 4 || !words.every((w) => /^(0x[0-9a-f]*|0[0-7]*|[1-9]\d*)$/i.test(w))) return undefined;
  const parts = words.map((w) =>
    /^0x/i.test(w) ? BigInt(w.length > 2 ? w : 0) : BigInt(/^0./.test(w) ? `0o${w.slice(1)}` : w),
  );
  const last = parts.pop()!;
  const rest = BigInt(4 - parts.length);
  if (parts.some((p) => p > 255n) || last >= 1n << (8n * rest)) return undefined;
  return (parts.reduce((n, p) => n * 256n + p, 0n) << (8n * rest)) | last;
}

/** A length in bits, or a mask (or host mask) as an address. */
function parsePrefix(text: string, version: 4 | 6): number | undefined {
  const bits = parseInt10(text);
  if (bits !== undefined) return bits >= 0 && bits <= widthOf(version) ? Number(bits) : undefined;
  const mask = parseAddress(text);
  if (!mask || mask.version !== version) return undefined;
  for (let p = 0; p <= widthOf(version); p++) {
    const m = maskOf(version, p);
    if (m === mask.ip || (((1n << BigInt(widthOf(version))) - 1n) ^ m) === mask.ip) return p;
  }
  return undefined;
}

/** `address` or `address/prefix`; undefined where it is none. */
export function parseNet(text: string): Net | undefined {
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const short = partial4(host);
  const a = parseAddress(host) ?? (short === undefined ? undefined : { version: 4 as const, ip: short });
  if (!a) return undefined;
  const prefix = slash < 0 ? widthOf(a.version) : parsePrefix(text.slice(slash + 1), a.version);
  return prefix === undefined ? undefined : { ...a, prefix, hasPrefix: slash >= 0 };
}

/** An integer as an address: IPv4 while it fits. */
export const fromInt = (n: bigint, version?: 4 | 6): Net | undefined => {
  const v = version ?? (n < 1n << 32n ? 4 : 6);
  return n < 0n || n >= 1n << BigInt(widthOf(v))
    ? undefined
    : { version: v, ip: n, prefix: widthOf(v), hasPrefix: false };
};

/** The address as text, IPv6 in its short form. */
export function addressText(ip: bigint, version: 4 | 6): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((s) => String((ip >> s) & 255n)).join('.');
  const words = Array.from({ length: 8 }, (_, i) => (ip >> BigInt((7 - i) * 16)) & 0xffffn);
  if (words.slice(0, 6).every((w) => w === 0n) && words[6] !== 0n)
    return `::${addressText(ip & 0xffffffffn, 4)}`;
  if (words.slice(0, 5).every((w) => w === 0n) && words[5] === 0xffffn)
    return `::ffff:${addressText(ip & 0xffffffffn, 4)}`;
  let best = { at: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && words[i + n] === 0n) n++;
    if (n > best.length) best = { at: i, length: n };
  }
  const hex = words.map((w) => w.toString(16));
  if (best.at < 0) return hex.join(':');
  return `${hex.slice(0, best.at).join(':')}::${hex.slice(best.at + best.length).join(':')}`;
}

/** Whether one network lies in another. */
export const within = (inner: Net, outer: Net): boolean =>
  inner.version === outer.version &&
  network(inner) >= network(outer) &&
  lastAddress(inner) <= lastAddress(outer);

const blocks = (...texts: string[]): (() => Net[]) => {
  let nets: Net[] | undefined;
  return () => (nets ??= texts.map((t) => parseNet(t)!));
};
const ranges = {
  private: blocks(
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '192.0.0.0/24',
    '198.18.0.0/15',
    '239.0.0.0/8',
    '100.64.0.0/10',
    'fc00::/7',
    'fec0::/10',
  ),
  multicast: blocks('224.0.0.0/4', 'ff00::/8'),
  loopback: blocks('127.0.0.0/8', '::1/128'),
  linkLocal: blocks('169.254.0.0/16', 'fe80::/10'),
};

/** Whether all of a network is of a kind, as netaddr has the ranges. */
export const isOf = (n: Net, kind: keyof typeof ranges): boolean =>
  ranges[kind]().some((r) => within(n, r)) || (kind === 'private' && isOf(n, 'linkLocal'));

/** The address alone, without its network. */
export const alone = (n: Net): Net => ({ ...n, prefix: widthOf(n.version) });
