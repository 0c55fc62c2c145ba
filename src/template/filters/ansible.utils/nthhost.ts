import { defineFilter } from '../../../jinja/define.ts';
import { parseInt10 } from '../../../value/number.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { nth } from '../../support/ip/queries.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'The n-th address of a network.',
  signature: "_nthhost(value, query='')",
  run(_ctx, value, query) {
    const net = netOf(value!)?.net;
    const index = parseInt10(str(query!));
    if (!net || index === undefined) return false;
    return nth(net, BigInt(index), false) ?? false;
  },
});
