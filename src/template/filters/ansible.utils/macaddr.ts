import { defineFilter } from '../../../jinja/define.ts';
import { given } from '../../support/ip/given.ts';
import { hwaddr } from '../../support/ip/mac.ts';

export default defineFilter({
  doc: 'The same as hwaddr.',
  signature: "_macaddr(value, query='')",
  run: (_ctx, value, query) => hwaddr(given(value!), query!, 'macaddr'),
});
