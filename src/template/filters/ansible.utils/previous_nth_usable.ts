import { defineFilter } from '../../../jinja/define.ts';
import { asInt, parseInt10 } from '../../../value/number.ts';
import { classRepr, filterError } from '../../errors.ts';
import { addressText, lastAddress, network, sizeOf } from '../../support/ip/address.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { problems } from '../../support/keys.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'The n-th usable address before the one given.',
  signature: '_previous_nth_usable(value, offset)',
  run(_ctx, value, offset) {
    const net = netOf(value!)?.net;
    const n = asInt(offset!) ?? parseInt10(str(offset!));
    if (n === undefined)
      throw filterError(
        problems([
          `argument 'offset' is of type ${classRepr(offset!)} and we were unable to convert to int: ${classRepr(offset!)} cannot be converted to an int`,
        ]),
      );
    if (!net) return false;
    if (sizeOf(net) < 2n) return null;
    const edge = sizeOf(net) > 2n ? 1n : 0n;
    const ip = net.ip - BigInt(n);
    return ip >= network(net) + edge && ip <= lastAddress(net) - edge ? addressText(ip, net.version) : null;
  },
});
