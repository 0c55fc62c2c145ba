import { defineTest } from '../../../jinja/define.ts';
import { addressIn, netmaskLength } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is a netmask of IPv4 (`255.255.255.0`).',
  signature: '_ipv4_netmask(ip)',
  run(_ctx, value) {
    const ip = addressIn(value!);
    return ip?.version === 4 && (netmaskLength(ip.value) ?? 0) > 0;
  },
});
