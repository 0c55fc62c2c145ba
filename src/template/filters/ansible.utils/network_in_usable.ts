import { defineFilter } from '../../../jinja/define.ts';
import { given } from '../../support/ip/given.ts';
import { inside, span } from '../../support/ip/span.ts';

export default defineFilter({
  doc: 'Whether the second address lies among the usable ones of the first network.',
  signature: '_network_in_usable(value, test=None)',
  run: (_ctx, value, test) => inside(span(test!), span(given(value!), true)),
});
