import { defineTest } from '../../../jinja/define.ts';
import { within } from '../../support/ip/kinds.ts';
import { iterate } from '../../support/py.ts';

export default defineTest({
  doc: 'An address or network lies in exactly one of several networks.',
  signature: '_in_one_network(ip, networks)',
  run: (_ctx, ip, network) => [...iterate(network!)].filter((n) => within(ip!, n)).length === 1,
});
