import { defineFilter } from '../../../jinja/define.ts';
import { filterError } from '../../errors.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'An IPv4 address in hexadecimal.',
  signature: "_ip4_hex(arg, delimiter='')",
  run(_ctx, arg, delimiter) {
    const net = netOf(arg!)?.net;
    if (net?.version !== 4) throw filterError(`ip4_hex: '${str(arg!)}' is no IPv4 address`);
    return (net.ip.toString(16).padStart(8, '0').match(/../g) ?? []).join(str(delimiter!));
  },
});
