import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { classRepr, filterError } from '../../errors.ts';
import { str } from '../../support/py.ts';
import { pickerFor } from '../../support/random.ts';

export default defineFilter({
  doc: 'A MAC address with random numbers behind the prefix that is given; with `seed` always the same.',
  signature: 'random_mac(value, seed=None)',
  volatile: true,
  run(_ctx, value, seed) {
    const text = asText(value!)?.toLowerCase();
    if (text === undefined)
      throw filterError(`Invalid value type (${classRepr(value!)}) for random_mac (${str(value!)})`);
    const parts = text.split(':');
    if (parts.includes('')) throw filterError(`Invalid value (${text}) for random_mac: empty item`);
    if (parts.length > 5)
      throw filterError(`Invalid value (${text}) for random_mac: 5 colon(:) separated items max`);
    const bad = parts.filter((p) => !/^[a-f0-9]{2}$/.test(p));
    if (bad.length) throw filterError(`Invalid value (${text}) for random_mac: ${bad[0]} not hexa byte`);
    // One number of ten hexadecimal digits is drawn; as many of its first as are missing count.
    const digits = (68719476736n + pickerFor(seed!).below(1099511627775n - 68719476736n + 1n)).toString(16);
    const bytes = digits.slice(0, 2 * (6 - parts.length)).match(/../g) ?? [];
    return [...parts, ...bytes].join(':');
  },
});
