import { defineFilter } from '../../../jinja/define.ts';
import { ipaddr } from '../../support/ip/ipaddr.ts';

export default defineFilter({
  doc: 'ipaddr for IPv6 only.',
  signature: "_ipv6(value, query='')",
  run: (_ctx, value, query) => ipaddr(value!, query!, 6, 'ipv6'),
});
