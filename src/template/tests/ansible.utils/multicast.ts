import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is a multicast address.',
  signature: '_multicast(ip)',
  run: (_ctx, ip) => isOf(ip!, 'multicast'),
});
