import { defineFilter } from '../../../jinja/define.ts';
import { PyError } from '../../../value/errors.ts';
import { asInt, parseInt10 } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { filterError } from '../../errors.ts';
import { addressText, widthOf } from '../../support/ip/address.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { problems } from '../../support/keys.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'An address moved by a number.',
  signature: '_ipmath(value, amount=None)',
  run(_ctx, value, amount) {
    const net = netOf(value!)?.net;
    if (!net) throw filterError(`You must pass a valid IP address; ${str(value!)} is invalid`);
    const words = asText(amount!);
    const n = words === undefined ? asInt(amount!) : parseInt10(words);
    if (n === undefined && words !== undefined)
      throw filterError(
        problems([
          "argument 'amount' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
        ]),
      );
    if (n === undefined)
      throw filterError(`You must pass an integer for arithmetic; ${str(amount!)} is not a valid integer`);
    const ip = net.ip + BigInt(n);
    if (ip < 0n || ip >= 1n << BigInt(widthOf(net.version)))
      throw new PyError('IndexError', 'result outside valid IP address boundary!');
    return addressText(ip, net.version);
  },
});
