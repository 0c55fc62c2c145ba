import { defineFilter } from '../../../jinja/define.ts';
import { normInt, parseInt10 } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import {
  addressText,
  type Net,
  network,
  parseNet,
  sizeOf,
  widthOf,
  within,
} from '../../support/ip/address.ts';
import { netOf } from '../../support/ip/ipaddr.ts';
import { subnetAt, subnetNumber, supernet } from '../../support/ip/subnets.ts';
import { str } from '../../support/py.ts';

/** With a prefix: how many subnets, or one of them; an address gives the networks around it. */
function byPrefix(net: Net, prefix: number, index: bigint | undefined): Value {
  if (prefix > widthOf(net.version)) return false;
  if (prefix >= net.prefix) {
    if (index !== undefined) return subnetAt(net, prefix, index) ?? false;
    return String(1n << BigInt(prefix - net.prefix));
  }
  if (index === undefined && sizeOf(net) > 1n)
    throw filterError(`Requested subnet size of ${prefix} is invalid`);
  if (index === undefined) return supernet(net, prefix);
  // The supernets, the widest first.
  const around = net.prefix - prefix;
  const i = Number(index) < 0 ? around + Number(index) : Number(index);
  return i >= 0 && i < around ? supernet(net, prefix + i) : false;
}

export default defineFilter({
  doc: 'Subnets of a network, or the network around an address (`query`: a prefix or a network; `index`).',
  signature: "_ipsubnet(value, query='', index=None)",
  run(_ctx, value, query, index) {
    const net = netOf(value!)?.net;
    if (!net) return false;
    const wanted = str(query!);
    const n = index === null ? undefined : parseInt10(str(index!));
    if (!wanted) return `${addressText(network(net), net.version)}/${net.prefix}`;
    const prefix = parseInt10(wanted);
    if (prefix !== undefined) return byPrefix(net, Number(prefix), n === undefined ? undefined : BigInt(n));
    const outer = parseNet(wanted);
    if (!outer) throw filterError(`You must pass a valid subnet or IP address; ${wanted} is invalid`);
    const number = within(net, outer) ? subnetNumber(net, outer) : undefined;
    if (number === undefined)
      throw filterError(
        `${addressText(network(net), net.version)}/${net.prefix} is not in the subnet ${wanted}`,
      );
    return String(normInt(number));
  },
});
