import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { filterError } from '../../errors.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { mergeNets, spanning } from '../../support/ip/subnets.ts';
import { iterate, str } from '../../support/py.ts';

export default defineFilter({
  doc: 'Networks merged into the fewest; with `span` into the one that holds all.',
  signature: "_cidr_merge(value, action='merge')",
  run(_ctx, value, action) {
    const nets = (asText(value!) === undefined ? [...iterate(value!)] : [value!]).map((v) => {
      const net = netOf(v)?.net;
      if (!net) throw filterError(`cidr_merge: error in netaddr:\ninvalid IPNetwork ${str(v)}`);
      return net;
    });
    const how = str(action!);
    if (how === 'merge') return mergeNets(nets);
    if (how === 'span') {
      if (new Set(nets.map((n) => n.version)).size > 1)
        throw filterError('cidr_merge: error in netaddr:\nIP sequence cannot contain both IPv4 and IPv6!');
      return nets.length ? (spanning(nets) ?? null) : null;
    }
    throw filterError(`cidr_merge: invalid action '${how}'`);
  },
});
