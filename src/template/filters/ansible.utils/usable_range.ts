import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { classRepr, filterError } from '../../errors.ts';
import { addressText } from '../../support/ip/address.ts';
import { hostBits, type Ip, networkOf } from '../../support/ip/kinds.ts';
import { bounded, makeDict, str } from '../../support/py.ts';

/** The address as Python's ipaddress shows it: IPv4 within IPv6 in no form of its own. */
function shown(version: Ip['version'], ip: bigint): string {
  const text = addressText(ip, version);
  const four = version === 6 && /^::(ffff:)?\d+\.\d+\.\d+\.\d+$/.exec(text);
  if (!four) return text;
  return `::${four[1] ?? ''}${((ip >> 16n) & 0xffffn).toString(16)}:${(ip & 0xffffn).toString(16)}`;
}

export default defineFilter({
  doc: 'The usable addresses of a network and how many they are.',
  signature: '_usable_range(ip)',
  run(_ctx, ip) {
    const net = networkOf(ip!);
    if (!net) {
      if (asText(ip!) === undefined)
        throw filterError(`Error while using plugin 'usable_range': not expecting type '${classRepr(ip!)}'`);
      const within = hostBits(ip!);
      throw filterError(
        `Error while using plugin 'usable_range': ${
          within
            ? `${shown(within.version, within.value)}/${within.prefix} has host bits set`
            : `'${str(ip!)}' does not appear to be an IPv4 or IPv6 network`
        }`,
      );
    }
    const count = 1n << BigInt((net.version === 4 ? 32 : 128) - net.prefix);
    bounded(Number(count));
    const out: string[] = [];
    for (let at = 0n; at < count; at++) out.push(shown(net.version, net.value + at));
    return makeDict(['usable_ips', out], ['number_of_ips', out.length]);
  },
});
