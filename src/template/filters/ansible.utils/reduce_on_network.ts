import { defineFilter } from '../../../jinja/define.ts';
import { within } from '../../support/ip/address.ts';
import { netOf, noAddress } from '../../support/ip/ipaddr.ts';
import { iterate } from '../../support/py.ts';

export default defineFilter({
  doc: 'The addresses of a list that lie in a network.',
  signature: '_reduce_on_network(value, network)',
  run(_ctx, value, network) {
    const outer = netOf(network!)?.net;
    return [...iterate(value!)].filter((v) => {
      const inner = netOf(v)?.net;
      if (!outer || !inner) return noAddress(false);
      return within(inner, outer);
    });
  },
});
