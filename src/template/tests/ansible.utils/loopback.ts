import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is a loopback address.',
  signature: '_loopback(ip)',
  run: (_ctx, ip) => isOf(ip!, 'loopback'),
});
