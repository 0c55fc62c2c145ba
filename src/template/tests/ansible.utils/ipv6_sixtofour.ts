import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is a 6to4 address.',
  signature: '_ipv6_sixtofour(ip)',
  run: (_ctx, ip) => isOf(ip!, 'sixtofour'),
});
