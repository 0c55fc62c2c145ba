import { defineFilter } from '../../../jinja/define.ts';
import { addressText, network } from '../../support/ip/address.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { macOf } from '../../support/ip/mac.ts';

export default defineFilter({
  doc: 'The IPv6 address that a host with a MAC address takes in a network.',
  signature: "_slaac(value, query='')",
  run(_ctx, value, query) {
    const net = netOf(value!)?.net;
    const mac = query === null || query === '' ? undefined : macOf(query!);
    if (net?.version !== 6 || mac === undefined) return false;
    const eui =
      mac.size === 64 ? mac.value : ((mac.value >> 24n) << 40n) | (0xfffen << 24n) | (mac.value & 0xffffffn);
    // A sum: what stands in the lower half of a longer network is added.
    return addressText((network(net) + (eui ^ (1n << 57n))) & ((1n << 128n) - 1n), 6);
  },
});
