import { defineFilter } from '../../../jinja/define.ts';
import { order } from '../../../value/compare.ts';
import { asFloat } from '../../../value/number.ts';
import { truth } from '../../../value/truth.ts';
import { flatten } from '../../support/flatten.ts';
import { isSequence, iterate } from '../../support/py.ts';

export default defineFilter({
  doc: 'Lists in lists laid flat, all the way or `levels` deep; null items are left out unless `skip_nulls` is false.',
  signature: 'flatten(mylist, levels=None, skip_nulls=True)',
  run(_ctx, mylist, levels, skipNulls) {
    if (levels !== null && asFloat(levels!) === undefined) {
      // Depth is asked for at the first list in the list.
      if ([...iterate(mylist!)].some(isSequence)) order(levels!, 1, '>=');
      return flatten(iterate(mylist!), 0, truth(skipNulls!));
    }
    return flatten(iterate(mylist!), levels === null ? null : asFloat(levels!)!, truth(skipNulls!));
  },
});
