import { defineTest } from '../../../jinja/define.ts';
import { networkOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an IPv4 address, or a network without bits of a host.',
  signature: '_ipv4(ip)',
  run: (_ctx, ip) => networkOf(ip!)?.version === 4,
});
