import { defineFilter } from '../../../jinja/define.ts';
import type { Value } from '../../../value/types.ts';
import { netOf, noAddress } from '../../support/ip/ipaddr.ts';
import { queries } from '../../support/ip/queries.ts';

const wrap = (v: Value): Value => {
  if (v === true || v === '') noAddress(v);
  const found = netOf(v);
  return found ? queries.get('wrap')!(found.net, found.text) : v;
};

export default defineFilter({
  doc: 'IPv6 addresses in brackets; anything else as it is.',
  signature: "_ipwrap(value, query='')",
  run: (_ctx, value) => (Array.isArray(value) ? value.map(wrap) : wrap(value!)),
});
