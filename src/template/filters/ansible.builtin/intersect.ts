import { defineFilter } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { iterate } from '../../support/py.ts';
import { inside, isHashable, memberTest, uniqueList } from '../../support/sets.ts';

export default defineFilter({
  doc: 'The members of the first list that are in the second, each once.',
  signature: 'intersect(environment, a, b)',
  run(ctx, a, b) {
    if (isHashable(a!) && isHashable(b!)) {
      const [left, right] = [[...iterate(a!)], memberTest([...iterate(b!)])];
      return new PySet(left.filter(right));
    }
    return uniqueList(ctx, [...iterate(a!)].filter(inside(b!)));
  },
});
