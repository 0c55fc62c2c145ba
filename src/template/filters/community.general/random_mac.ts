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
    const parts = text.split(':').filter(Boolean);
    if (parts.length > 5)
      throw filterError(`Invalid value (${text}) for random_mac: 5 colon(:) separated items max`);
    const bad = parts.filter((p) => !/^[a-f0-9]{2}$/.test(p));
    if (bad.length) throw filterError(`Invalid value (${text}) for random_mac: ${bad[0]} not hexa byte`);
    // The seeded one draws one number of as many bytes as are missing.
    const missing = 6 - parts.length;
    const low = 1n << BigInt(missing * 8 - 8 + 4);
    const high = (1n << BigInt(missing * 8)) - 1n;
    const number = missing > 0 ? low + pickerFor(seed!).below(high - low + 1n) : 0n;
    const bytes =
      missing > 0
        ? (number
            .toString(16)
            .padStart(missing * 2, '0')
            .match(/../g) ?? [])
        : [];
    return [...parts, ...bytes].join(':');
  },
});
