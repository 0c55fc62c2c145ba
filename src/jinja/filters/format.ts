import { PyError } from '../../value/errors.ts';
import { percentFormat } from '../../value/percent-format.ts';
import type { Dict, Tuple } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'Formats with % and the given values.',
  signature: 'do_format(value, *args, **kwargs)',
  run: (_ctx, v, args, kwargs) => {
    const a = args as Tuple;
    const k = kwargs as Dict;
    if (a.length > 0 && k.size > 0)
      throw new PyError(
        'FilterArgumentError',
        "can't handle positional and keyword arguments at the same time",
      );
    return percentFormat(softStr(v!), k.size > 0 ? k : a);
  },
});
