import { defineFilter } from '../../../jinja/define.ts';
import { filterError } from '../../errors.ts';
import { formatMac, macOf } from '../../support/ip/mac.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'A MAC address checked, or in the form that a query names.',
  signature: "_hwaddr(value, query='', alias='hwaddr')",
  run(_ctx, value, query, alias) {
    const how = str(query!);
    const mac = macOf(value!);
    if (mac === undefined) {
      if (how && how !== 'bool') throw filterError(`${str(alias!)}: not a hardware address: ${str(value!)}`);
      return how ? false : null;
    }
    if (!how) return value!;
    const out = formatMac(mac, how);
    if (out === undefined) throw filterError(`${str(alias!)}: unknown filter type: ${how}`);
    return out;
  },
});
