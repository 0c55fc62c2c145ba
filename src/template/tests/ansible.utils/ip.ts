import { defineTest } from '../../../jinja/define.ts';
import { networkOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an IP address, or a network without bits of a host.',
  signature: '_ip(ip)',
  run: (_ctx, ip) => networkOf(ip!) !== undefined,
});
