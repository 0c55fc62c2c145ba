import { defineTest } from '../../../jinja/define.ts';
import { networkOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an IPv6 address, or a network without bits of a host.',
  signature: '_ipv6(ip)',
  run: (_ctx, ip) => networkOf(ip!)?.version === 6,
});
