import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import type { Value } from '../../../value/types.ts';
import { classRepr, filterError } from '../../errors.ts';
import { defined } from '../../support/ip/given.ts';
import { netOf, noAddress } from '../../support/ip/ipaddr.ts';
import { queries } from '../../support/ip/queries.ts';

function wrap(v: Value): Value {
  if (v === true || v === '') noAddress(v);
  const found = netOf(v);
  return found ? queries.get('wrap')!(found.net, found.text) : v;
}

/** One value is brought into its normal form first, those of a list are not. */
function normal(v: Value): Value {
  const found = netOf(v);
  return found ? wrap(queries.get('')!(found.net, found.text)) : wrap(v);
}

export default defineFilter({
  doc: 'IPv6 addresses in brackets; anything else as it is.',
  signature: "_ipwrap(value, query='')",
  run(_ctx, value) {
    defined(value!);
    if (Array.isArray(value)) return value.map(wrap);
    if (asText(value!) === undefined && typeof value !== 'boolean')
      throw filterError(`Unrecognized type <${classRepr(value!)}> for ipwrap filter <value>`);
    return normal(value!);
  },
});
