import { defineTest } from '../../../jinja/define.ts';
import { isOf } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'The value is the address that stands for none (`0.0.0.0`, `::`).',
  signature: '_unspecified(ip)',
  run: (_ctx, ip) => isOf(ip!, 'unspecified'),
});
