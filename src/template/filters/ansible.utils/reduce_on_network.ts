import { defineFilter } from '../../../jinja/define.ts';
import { givenList } from '../../support/ip/given.ts';
import { inside, span } from '../../support/ip/span.ts';

export default defineFilter({
  doc: 'The addresses of a list that lie in a network.',
  signature: '_reduce_on_network(value, network=None)',
  run(_ctx, value, network) {
    const list = givenList(value!);
    const outer = span(network!);
    return list.filter((v) => inside(span(v), outer));
  },
});
