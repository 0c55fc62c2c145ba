import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an IPv6 address that stands for an IPv4 one (`::ffff:1.2.3.4`).',
  signature: '_ipv6_ipv4_mapped(ip)',
  run: (_ctx, ip) => isOf(ip!, 'mapped'),
});
