import { defineTest } from '../../../jinja/define.ts';
import { addressIn, isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an address of the public internet.',
  signature: '_public(ip)',
  run: (_ctx, ip) => addressIn(ip!) !== undefined && !isOf(ip!, 'private') && !isOf(ip!, 'shared'),
});
