import { defineTest } from '../../../jinja/define.ts';
import { addressIn, hostmaskLength } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: "The value is a mask of a host's bits of IPv4 (`0.0.0.255`).",
  signature: '_ipv4_hostmask(ip)',
  run(_ctx, value) {
    const ip = addressIn(value!);
    return ip?.version === 4 && (hostmaskLength(ip.value) ?? 0) > 0 && ip.value !== 0n;
  },
});
