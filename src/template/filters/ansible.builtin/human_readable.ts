import { defineFilter } from '../../../jinja/define.ts';
import { asFloat } from '../../../value/number.ts';
import { truth } from '../../../value/truth.ts';
import { typeName } from '../../../value/type-name.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { filterTypeError } from '../../errors.ts';
import { humanSize } from '../../support/human.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'A number of bytes (or bits) as a text with a unit, "1.50 KB".',
  signature: 'human_readable(size, isbits=False, unit=None)',
  run(_ctx, size, isbits, unit) {
    if (isUndefined(size!)) return size.fail();
    const n = asFloat(size!);
    if (n === undefined) {
      const op =
        unit === null
          ? `'>=' not supported between instances of '${typeName(size!)}' and 'int'`
          : `unsupported operand type(s) for /: '${typeName(size!)}' and 'int'`;
      throw filterTypeError(`human_readable() failed on bad input: ${op}`);
    }
    return humanSize(n, truth(isbits!), unit === null ? null : str(unit!));
  },
});
