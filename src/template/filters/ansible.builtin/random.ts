import { defineFilter } from '../../../jinja/define.ts';
import { toInt } from '../../../value/convert.ts';
import { isDict } from '../../../value/dict.ts';
import { indexError, PyError, valueError } from '../../../value/errors.ts';
import { length } from '../../../value/iterate.ts';
import { asInt, normInt } from '../../../value/number.ts';
import { truth } from '../../../value/truth.ts';
import { filterError } from '../../errors.ts';
import { isIterable, iterate } from '../../support/py.ts';
import { pickerFor } from '../../support/random.ts';

export default defineFilter({
  doc: 'A random item of a list, or a random integer below the number (`start`, `step`); with `seed` always the same.',
  signature: 'rand(environment, end, start=None, step=None, seed=None)',
  volatile: true,
  run(_ctx, end, start, step, seed) {
    const picker = pickerFor(seed!);
    const stop = asInt(end!);
    if (stop !== undefined) {
      const from = truth(start!) ? BigInt(toInt(start!)) : 0n;
      const by = truth(step!) ? BigInt(toInt(step!)) : 1n;
      const width = BigInt(stop) - from;
      const count = by > 0n ? (width + by - 1n) / by : (width + by + 1n) / by;
      if (count <= 0n) throw valueError(`empty range for randrange() (${from}, ${stop}, ${width})`);
      return normInt(from + by * picker.below(count));
    }
    if (!isIterable(end!)) throw filterError('random can only be used on sequences and integers');
    if (truth(start!) || truth(step!))
      throw filterError('start and step can only be used with integer values');
    if (isDict(end!)) throw new PyError('KeyError', String(picker.below(BigInt(length(end)))));
    const items = [...iterate(end!)];
    if (!items.length) throw indexError('Cannot choose from an empty sequence');
    return items[Number(picker.below(BigInt(items.length)))]!;
  },
});
