import { defineFilter } from '../../../jinja/define.ts';
import { within } from '../../support/ip/address.ts';
import { netOf, noAddress } from '../../support/ip/ipaddr.ts';

export default defineFilter({
  doc: 'Whether the second address or network lies in the first.',
  signature: '_network_in_network(value, test)',
  run(_ctx, value, test) {
    const [outer, inner] = [netOf(value!)?.net, netOf(test!)?.net];
    if (!outer || !inner) return noAddress(false);
    return within(inner, outer);
  },
});
