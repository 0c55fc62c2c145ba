import { defineFilter } from '../../../jinja/define.ts';
import { ipaddr } from '../../support/ip/ipaddr.ts';

export default defineFilter({
  doc: 'ipaddr for IPv4 only.',
  signature: "_ipv4(value, query='')",
  run: (_ctx, value, query) => ipaddr(value!, query!, 4, 'ipv4'),
});
