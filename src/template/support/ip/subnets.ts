import type { Value } from '../../../value/types.ts';
import { addressText, lastAddress, type Net, network, sizeOf, widthOf, within } from './address.ts';

const show = (n: Net): string => `${addressText(network(n), n.version)}/${n.prefix}`;

/** The i-th subnet of a network with a longer prefix; undefined where there is none. */
export function subnetAt(n: Net, prefix: number, index: bigint): string | undefined {
  const count = 1n << BigInt(prefix - n.prefix);
  const i = index < 0n ? count + index : index;
  if (i < 0n || i >= count) return undefined;
  return show({ ...n, ip: network(n) + (i << BigInt(widthOf(n.version) - prefix)), prefix });
}

/** The network around an address with a shorter prefix. */
export const supernet = (n: Net, prefix: number): string => show({ ...n, prefix });

/** Which of the subnets of `outer` with the prefix of `inner` it is, from 1. */
export function subnetNumber(inner: Net, outer: Net): bigint | undefined {
  if (!within(inner, outer)) return undefined;
  return ((network(inner) - network(outer)) >> BigInt(widthOf(inner.version) - inner.prefix)) + 1n;
}

/** Networks merged into the fewest that hold just their addresses. */
export function mergeNets(nets: readonly Net[]): Value[] {
  const byVersion = ([4, 6] as const).map((v) => nets.filter((n) => n.version === v));
  return byVersion.flatMap((list) => {
    const ranges = list
      .map((n) => [network(n), lastAddress(n)] as [bigint, bigint])
      .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    const joined: Array<[bigint, bigint]> = [];
    for (const r of ranges) {
      const last = joined.at(-1);
      if (last && r[0] <= last[1] + 1n) {
        if (r[1] > last[1]) last[1] = r[1];
      } else joined.push([...r]);
    }
    return joined.flatMap(([from, to]) => coverRange(from, to, list[0]!.version));
  });
}

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
