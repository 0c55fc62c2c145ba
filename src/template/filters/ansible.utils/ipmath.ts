import { defineFilter } from '../../../jinja/define.ts';
import { indexError } from '../../../value/errors.ts';
import { asInt, parseInt10 } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { classRepr, filterError } from '../../errors.ts';
import { addressText, parseAddress, parseAton, parseNet, widthOf } from '../../support/ip/address.ts';
import { given } from '../../support/ip/given.ts';
import { problems } from '../../support/keys.ts';
import { str } from '../../support/py.ts';

/** An address, also in the forms of inet_aton, or that of a network. */
function addressIn(text: string): { readonly version: 4 | 6; readonly ip: bigint } | undefined {
  if (text.includes('/')) return parseNet(text);
  const four = parseAton(text);
  return four === undefined ? parseAddress(text) : { version: 4, ip: four };
}

export default defineFilter({
  doc: 'An address moved by a number.',
  signature: '_ipmath(value, amount=None)',
  run(_ctx, value, amount) {
    const text = given(value!);
    const words = asText(amount!);
    const n = words === undefined ? asInt(amount!) : parseInt10(words);
    if (n === undefined && amount !== null)
      throw filterError(
        problems([
          `argument 'amount' is of type ${classRepr(amount!)} and we were unable to convert to int: ${classRepr(amount!)} cannot be converted to an int`,
        ]),
      );
    const net = addressIn(text);
    if (!net) throw filterError(`You must pass a valid IP address; ${text} is invalid`);
    if (n === undefined)
      throw filterError(`You must pass an integer for arithmetic; ${str(amount!)} is not a valid integer`);
    const ip = net.ip + BigInt(n);
    if (ip < 0n || ip >= 1n << BigInt(widthOf(net.version)))
      throw indexError('result outside valid IP address boundary!');
    return addressText(ip, net.version);
  },
});
