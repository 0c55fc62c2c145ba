import { defineFilter } from '../../../jinja/define.ts';
import type { Value } from '../../../value/types.ts';
import { iterate, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'Tuples of the items that stand at the same place of each list, as long as the longest; `fillvalue` fills up.',
  signature: 'zip_longest(*args, fillvalue=None)',
  run(_ctx, args, fill) {
    const lists = (args as Value[]).map((a) => [...iterate(a)]);
    const length = Math.max(0, ...lists.map((l) => l.length));
    return Array.from({ length }, (_, i) => tuple(lists.map((l) => (i < l.length ? l[i]! : fill!))));
  },
});
