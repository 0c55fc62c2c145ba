import { defineTest } from '../../../jinja/define.ts';
import { within } from '../../support/ip/kinds.ts';

export default defineTest({
  doc: 'A network holds another one.',
  signature: '_supernet_of(network_a, network_b)',
  run: (_ctx, ip, network) => within(network!, ip!),
});
