import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is an address of a private network.',
  signature: '_private(ip)',
  run: (_ctx, ip) => isOf(ip!, 'private'),
});
