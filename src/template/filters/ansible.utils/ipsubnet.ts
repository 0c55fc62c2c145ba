import { defineFilter } from '../../../jinja/define.ts';
import { indexError, typeError, valueError } from '../../../value/errors.ts';
import { asInt, parseInt10 } from '../../../value/number.ts';
import type { Value } from '../../../value/types.ts';
import { classRepr, filterError } from '../../errors.ts';
import { addressText, type Net, network, sizeOf, widthOf } from '../../support/ip/address.ts';
import { given } from '../../support/ip/given.ts';
import { netOf, normalNet } from '../../support/ip/ipaddr.ts';
import { subnetAt, supernet } from '../../support/ip/subnets.ts';
import { problems } from '../../support/keys.ts';
import { nativeText } from '../../support/py.ts';

const shown = (net: Net): string => `${addressText(network(net), net.version)}/${net.prefix}`;

/** The networks around an address, the widest first. */
function around(net: Net, prefix: number, index: bigint | undefined): Value {
  const i = Number(index ?? 0n);
  const width = widthOf(net.version);
  if (index !== undefined && (i > width + 1 - i || i < prefix - width)) return false;
  const count = net.prefix - prefix;
  if (i >= count || i < -count) throw indexError('list index out of range');
  return supernet(net, prefix + (i < 0 ? count + i : i));
}

/** With a prefix: how many subnets, or one of them; an address gives the networks around it. */
function byPrefix(net: Net, prefix: number, index: bigint | undefined): Value {
  if (prefix > widthOf(net.version)) return false;
  if (sizeOf(net) === 1n) return around(net, prefix, index);
  if (index === undefined) {
    if (prefix < net.prefix) throw filterError(`Requested subnet size of ${prefix} is invalid`);
    return String(1n << BigInt(prefix - net.prefix));
  }
  if (prefix >= net.prefix) return subnetAt(net, prefix, index) ?? false;
  // Of a wider network there is less than one, and its bits are not cut.
  return index === 0n ? `${addressText(net.ip, net.version)}/${prefix}` : false;
}

/** Which of the networks of its size within another a network is, from 1. */
function place(net: Net, outer: Net): string {
  const width = widthOf(net.version);
  // Numbers are compared whatever the version, so that a longer prefix of IPv6 cannot be.
  if (outer.prefix > width) throw valueError('negative shift count');
  const shift = BigInt(width - outer.prefix);
  if (net.ip >> shift !== outer.ip >> shift)
    throw filterError(`${shown(net)} is not in the subnet ${shown(outer)}`);
  if (net.prefix < outer.prefix) throw typeError("unsupported operand type(s) for <<: 'float' and 'int'");
  const bits = BigInt(width - net.prefix);
  return String(((net.ip >> bits) & ((1n << BigInt(net.prefix - outer.prefix)) - 1n)) + 1n);
}

export default defineFilter({
  doc: 'Subnets of a network, or the network around an address (`query`: a prefix or a network; `index`).',
  signature: "_ipsubnet(value, query='', index=None)",
  run(_ctx, value, query, index) {
    const net = normalNet(given(value!));
    const n = index === null ? undefined : (asInt(index!) ?? parseInt10(nativeText(index!)));
    if (n === undefined && index !== null)
      throw filterError(
        problems([
          `argument 'index' is of type ${classRepr(index!)} and we were unable to convert to int: ${classRepr(index!)} cannot be converted to an int`,
        ]),
      );
    if (!net) return false;
    const wanted = query === null ? '' : nativeText(query!);
    if (!wanted) return shown(net);
    if (/^\d+$/.test(wanted)) return byPrefix(net, Number(wanted), n === undefined ? undefined : BigInt(n));
    const outer = netOf(wanted)?.net;
    if (!outer) throw filterError(`You must pass a valid subnet or IP address; ${wanted} is invalid`);
    return place(net, outer);
  },
});
