import { defineTest } from '../../../jinja/define.ts';
import { addressIn } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an IP address.',
  signature: '_ip_address(ip)',
  run: (_ctx, ip) => addressIn(ip!) !== undefined,
});
