import { defineTest } from '../../../jinja/define.ts';
import { within } from '../../support/ip/kinds.ts';
import { iterate } from '../../support/py.ts';

export default defineTest({
  doc: 'An address or network lies in one of several networks.',
  signature: '_in_any_network(ip, networks)',
  run: (_ctx, ip, network) => [...iterate(network!)].some((n) => within(ip!, n)),
});
