import { defineFilter } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { iterate } from '../../support/py.ts';
import { isHashable, memberTest, uniqueList } from '../../support/sets.ts';

export default defineFilter({
  doc: 'The members of the first list that are in the second, each once.',
  signature: 'intersect(environment, a, b)',
  run(ctx, a, b) {
    const inB = memberTest([...iterate(b!)]);
    const both = [...iterate(a!)].filter(inB);
    return isHashable(a!) && isHashable(b!) ? new PySet(both) : uniqueList(ctx, both);
  },
});
