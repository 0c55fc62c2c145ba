import { defineFilter } from '../../../jinja/define.ts';
import { valueError } from '../../../value/errors.ts';
import { truth } from '../../../value/truth.ts';
import type { Value } from '../../../value/types.ts';
import { iterate, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'Tuples of the items that stand at the same place of each list, as long as the shortest.',
  signature: '#zip(*args, strict=False)',
  run(_ctx, args, strict) {
    const lists = (args as Value[]).map((a) => [...iterate(a)]);
    if (truth(strict!))
      lists.forEach((l, i) => {
        const first = lists[0]!.length;
        if (l.length !== first)
          throw valueError(
            `zip() argument ${i + 1} is ${l.length < first ? 'shorter' : 'longer'} than argument${i === 1 ? ' 1' : `s 1-${i}`}`,
          );
      });
    const length = lists.length ? Math.min(...lists.map((l) => l.length)) : 0;
    return Array.from({ length }, (_, i) => tuple(lists.map((l) => l[i]!)));
  },
});
