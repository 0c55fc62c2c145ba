import { defineFilter } from '../../../jinja/define.ts';
import type { Value } from '../../../value/types.ts';
import { iterate, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'Tuples of the items that stand at the same place of each list, as long as the shortest.',
  signature: 'zip(*args)',
  run(_ctx, args) {
    const lists = (args as Value[]).map((a) => [...iterate(a)]);
    const length = lists.length ? Math.min(...lists.map((l) => l.length)) : 0;
    return Array.from({ length }, (_, i) => tuple(lists.map((l) => l[i]!)));
  },
});
