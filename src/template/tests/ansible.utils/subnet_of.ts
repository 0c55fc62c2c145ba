import { defineTest } from '../../../jinja/define.ts';
import { within } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'A network is part of another one.',
  signature: '_subnet_of(network_a, network_b)',
  run: (_ctx, ip, network) => within(ip!, network!),
});
