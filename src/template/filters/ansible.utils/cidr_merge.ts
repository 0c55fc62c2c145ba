import { defineFilter } from '../../../jinja/define.ts';
import { filterError } from '../../errors.ts';
import { type Net, parseNet } from '../../support/ip/address.ts';
import { givenList } from '../../support/ip/given.ts';
import { mergeNets, spanning, withHost } from '../../support/ip/subnets.ts';
import { str } from '../../support/py.ts';

const failed = (why: string): Error => filterError(`cidr_merge: error in netaddr:\n${why}`);

function netIn(text: string): Net {
  const net = parseNet(text);
  if (!net) throw failed(`invalid IPNetwork ${text}`);
  return net;
}

export default defineFilter({
  doc: 'Networks merged into the fewest; with `span` into the one that holds all.',
  signature: "_cidr_merge(value, action='merge')",
  run(_ctx, value, action) {
    const texts = givenList(value!);
    const how = str(action!);
    if (how === 'merge') return mergeNets(texts.map(netIn));
    if (how !== 'span') throw filterError(`cidr_merge: invalid action '${how}'`);
    const nets = texts.map(netIn);
    if (nets.length === 0) return null;
    if (nets.length === 1) return withHost(nets[0]!);
    if (new Set(nets.map((n) => n.version)).size > 1)
      throw failed('IP sequence cannot contain both IPv4 and IPv6!');
    return spanning(nets) ?? null;
  },
});
