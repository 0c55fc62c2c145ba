import { defineFilter } from '../../../jinja/define.ts';
import { intOf } from '../../../value/number.ts';
import { truth } from '../../../value/truth.ts';
import { filterError } from '../../errors.ts';
import { sizeFromHuman } from '../../support/human.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'The number of bytes (or bits) that a text with a unit names: "1.5G", "10 MB".',
  signature: 'human_to_bytes(size, default_unit=None, isbits=False)',
  run(_ctx, size, defaultUnit, isbits) {
    const n = sizeFromHuman(str(size!), defaultUnit === null ? null : str(defaultUnit!), truth(isbits!));
    if (n === undefined)
      throw filterError(`human_to_bytes() can't interpret following string: ${str(size!)}`);
    return intOf(n);
  },
});
