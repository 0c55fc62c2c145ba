import { defineFilter } from '../../../jinja/define.ts';
import { asInt } from '../../../value/number.ts';
import { filterError } from '../../errors.ts';
import { addressText, widthOf } from '../../support/ip/address.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'An address moved by a number.',
  signature: '_ipmath(value, amount)',
  run(_ctx, value, amount) {
    const net = netOf(value!)?.net;
    if (!net) throw filterError(`You must pass a valid IP address; ${str(value!)} is invalid`);
    const n = asInt(amount!);
    if (n === undefined)
      throw filterError(`You must pass an integer for arithmetic; ${str(amount!)} is not a valid integer`);
    const ip = net.ip + BigInt(n);
    if (ip < 0n || ip >= 1n << BigInt(widthOf(net.version)))
      throw filterError(`ipmath: the result is no address of IPv${net.version}`);
    return addressText(ip, net.version);
  },
});
