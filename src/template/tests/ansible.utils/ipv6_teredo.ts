import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is a Teredo address.',
  signature: '_ipv6_teredo(ip)',
  run: (_ctx, ip) => isOf(ip!, 'teredo'),
});
