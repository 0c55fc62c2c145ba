import { PyBytes, PyIterator, PyRange } from '../../value/containers.ts';
import { isDict } from '../../value/dict.ts';
import { isPyError, PyError } from '../../value/errors.ts';
import { toList } from '../../value/iterate.ts';
import { sliceOf } from '../../value/slice.ts';
import { isText } from '../../value/text.ts';
import { Tuple, type Value } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';

import { reversible } from './last.ts';

export default defineFilter({
  doc: 'Reversed: a text, or an iterator over a sequence from its end.',
  signature: 'do_reverse(value)',
  run: (_ctx, v) => {
    if (isText(v!)) return sliceOf(v, null, null, -1);
    let list: Value[];
    try {
      list = reversible(v!);
    } catch (e) {
      if (!isPyError(e, 'TypeError')) throw e;
      try {
        return toList(v!).reverse();
      } catch (x) {
        if (isPyError(x, 'TypeError')) throw new PyError('FilterArgumentError', 'argument must be iterable');
        throw x;
      }
    }
    const type =
      v instanceof Tuple || v instanceof Undefined || v instanceof PyBytes
        ? 'reversed'
        : Array.isArray(v)
          ? 'list_reverseiterator'
          : isDict(v!)
            ? 'dict_reversekeyiterator'
            : v instanceof PyRange
              ? 'range_iterator'
              : 'reversed';
    return new PyIterator(list.slice().reverse()[Symbol.iterator](), type);
  },
});
