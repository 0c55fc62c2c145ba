import { defineFilter } from '../../../jinja/define.ts';
import { dictGet, dictSet, isDict } from '../../../value/dict.ts';
import { isPyError } from '../../../value/errors.ts';
import type { Dict } from '../../../value/types.ts';
import { classRepr, filterError } from '../../errors.ts';
import { isIterable, iterate, str } from '../../support/py.ts';

export default defineFilter({
  doc: 'How often each member of a list is in it, as a dict.',
  signature: 'counter(sequence)',
  run(_ctx, sequence) {
    if (!isIterable(sequence!) || isDict(sequence!))
      throw filterError(
        `Argument for community.general.counter must be a sequence (string or list). ${str(sequence!)} is ${classRepr(sequence!)}`,
      );
    const out: Dict = new Map();
    try {
      for (const v of iterate(sequence!)) dictSet(out, v, Number(dictGet(out, v) ?? 0) + 1);
    } catch (e) {
      if (isPyError(e, 'TypeError'))
        throw filterError(
          `community.general.counter needs a sequence with hashable elements (int, float or str) - ${e.message}`,
        );
      throw e;
    }
    return out;
  },
});
