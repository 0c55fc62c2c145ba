import { defineTest } from '../../../jinja/define.ts';
import { within } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'An address or network lies in a network.',
  signature: '_in_network(ip, network)',
  run: (_ctx, ip, network) => within(ip!, network!),
});
