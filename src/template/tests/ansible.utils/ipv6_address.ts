import { defineTest } from '../../../jinja/define.ts';
import { addressIn } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an IPv6 address.',
  signature: '_ipv6_address(ip)',
  run: (_ctx, ip) => addressIn(ip!)?.version === 6,
});
