import { defineFilter } from '../../../jinja/define.ts';
import { filterError } from '../../errors.ts';
import { formatMac, macOf } from '../../support/ip/mac.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'The same as hwaddr.',
  signature: "_macaddr(value, query='')",
  run(_ctx, value, query) {
    const how = str(query!);
    const mac = macOf(value!);
    if (mac === undefined) {
      if (how && how !== 'bool') throw filterError(`macaddr: not a hardware address: ${str(value!)}`);
      return how ? false : null;
    }
    if (!how) return value!;
    const out = formatMac(mac, how);
    if (out === undefined) throw filterError(`macaddr: unknown filter type: ${how}`);
    return out;
  },
});
