import { defineFilter } from '../../../jinja/define.ts';
import { given } from '../../support/ip/given.ts';
import { hwaddr } from '../../support/ip/mac.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'A MAC address checked, or in the form that a query names.',
  signature: "_hwaddr(value, query='', alias='hwaddr')",
  run: (_ctx, value, query, alias) => hwaddr(given(value!), query!, str(alias!)),
});
