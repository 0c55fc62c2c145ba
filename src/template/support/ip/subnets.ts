import { PyError } from '../../../value/errors.ts';
import type { Value } from '../../../value/types.ts';
import { addressText, lastAddress, type Net, network, sizeOf, widthOf, within } from './address.ts';

const show = (n: Net): string => `${addressText(network(n), n.version)}/${n.prefix}`;

/** The i-th subnet of a network with a longer prefix; undefined where there is none. */
export function subnetAt(n: Net, prefix: number, index: bigint): string | undefined {
  const count = 1n << BigInt(prefix - n.prefix);
  const i = index < 0n ? count + index : index;
  if (i < 0n || i >= count) return undefined;
  const ip = network(n) + (i << BigInt(widthOf(n.version) - prefix));
  // The collection forgets the version, so that a small number becomes IPv4.
  const version = ip < 1n << 32n ? 4 : n.version;
  const text = `${addressText(ip, version)}/${prefix}`;
  if (prefix > widthOf(version)) throw new PyError('AddrFormatError', `invalid IPNetwork ${text}`);
  return text;
}

/** The network around an address with a shorter prefix. */
export const supernet = (n: Net, prefix: number): string => show({ ...n, prefix });

/** The network with the address that was given, bits of the host included. */
export const withHost = (n: Net): string => `${addressText(n.ip, n.version)}/${n.prefix}`;

/** Networks merged into the fewest that hold just their addresses; what merges with none stays as given. */
export function mergeNets(nets: readonly Net[]): Value[] {
  return ([4, 6] as const).flatMap((version) => {
    const list = nets
      .filter((n) => n.version === version)
      .map((n): Range => ({ from: network(n), to: lastAddress(n), alone: n }))
      .sort((a, b) => sign(a.to - b.to) || sign(a.from - b.from));
    for (let i = list.length - 1; i > 0; i--) {
      const [low, high] = [list[i - 1]!, list[i]!];
      if (high.from - 1n > low.to) continue;
      const from = sign(low.from - high.from) < 0 ? low.from : high.from;
      list.splice(i - 1, 2, { from, to: high.to });
    }
    return list.flatMap((r) => (r.alone ? [withHost(r.alone)] : coverRange(r.from, r.to, version)));
  });
}

interface Range {
  readonly from: bigint;
  readonly to: bigint;
  /** The network, where nothing was merged with it. */
  readonly alone?: Net;
}
const sign = (n: bigint): number => (n < 0n ? -1 : n > 0n ? 1 : 0);

function coverRange(from: bigint, to: bigint, version: 4 | 6): string[] {
  const out: string[] = [];
  for (let at = from; at <= to; ) {
    let prefix = widthOf(version);
    while (prefix > 0) {
      const wider: Net = { version, ip: at, prefix: prefix - 1, hasPrefix: true };
      if (network(wider) !== at || lastAddress(wider) > to) break;
      prefix--;
    }
    const net: Net = { version, ip: at, prefix, hasPrefix: true };
    out.push(show(net));
    at += sizeOf(net);
  }
  return out;
}

/** The one network that holds all. */
export function spanning(nets: readonly Net[]): string | undefined {
  const [first] = nets;
  if (!first || nets.some((n) => n.version !== first.version)) return undefined;
  for (let prefix = Math.min(...nets.map((n) => n.prefix)); prefix >= 0; prefix--) {
    const outer = { ...first, prefix };
    if (nets.every((n) => within(n, outer))) return show(outer);
  }
  return undefined;
}
