import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an address that is reserved by the IETF.',
  signature: '_reserved(ip)',
  run: (_ctx, ip) => isOf(ip!, 'reserved'),
});
