import { defineFilter } from '../../../jinja/define.ts';
import { indexError } from '../../../value/errors.ts';
import { parseInt10 } from '../../../value/number.ts';
import { sizeOf } from '../../support/ip/address.ts';
import { given } from '../../support/ip/given.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { nth } from '../../support/ip/queries.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'The n-th address of a network.',
  signature: '_nthhost(value, query=None)',
  run(_ctx, value, query) {
    const net = netOf(given(value!))?.net;
    const index = query === null ? undefined : parseInt10(str(query!));
    if (!net || index === undefined || sizeOf(net) <= BigInt(index)) return false;
    if (BigInt(index) < -sizeOf(net)) throw indexError('index out range for address range size!');
    return nth(net, BigInt(index), false);
  },
});
