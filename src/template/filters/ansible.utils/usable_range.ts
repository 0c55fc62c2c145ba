import { defineFilter } from '../../../jinja/define.ts';
import { filterError } from '../../errors.ts';
import { addressText, lastAddress, network, sizeOf } from '../../support/ip/address.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { bounded, makeDict, str } from '../../support/py.ts';

export default defineFilter({
  doc: 'The usable addresses of a network and how many they are.',
  signature: '_usable_range(ip)',
  run(_ctx, ip) {
    const net = netOf(ip!)?.net;
    if (!net)
      throw filterError(
        `Error while using plugin 'usable_range': '${str(ip!)}' does not appear to be an IPv4 or IPv6 network`,
      );
    if (net.ip !== network(net))
      throw filterError(`Error while using plugin 'usable_range': ${str(ip!)} has host bits set`);
    bounded(Number(sizeOf(net)));
    const out: string[] = [];
    for (let at = network(net); at <= lastAddress(net); at++) out.push(addressText(at, net.version));
    return makeDict(['usable_ips', out], ['number_of_ips', out.length]);
  },
});
