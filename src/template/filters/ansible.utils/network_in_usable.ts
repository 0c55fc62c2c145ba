import { defineFilter } from '../../../jinja/define.ts';
import { lastAddress, network, sizeOf } from '../../support/ip/address.ts';
import { netOf, noAddress } from '../../support/ip/ipaddr.ts';

export default defineFilter({
  doc: 'Whether the second address lies among the usable ones of the first network.',
  signature: '_network_in_usable(value, test)',
  run(_ctx, value, test) {
    const [outer, inner] = [netOf(value!)?.net, netOf(test!)?.net];
    if (!outer || !inner) return noAddress(false);
    if (outer.version !== inner.version) return false;
    const edge = sizeOf(outer) > 2n ? 1n : 0n;
    const [low, high] =
      inner.ip === network(inner) ? [network(inner), lastAddress(inner)] : [inner.ip, inner.ip];
    return low >= network(outer) + edge && high <= lastAddress(outer) - edge;
  },
});
