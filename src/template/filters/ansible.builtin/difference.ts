import { defineFilter } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { iterate } from '../../support/py.ts';
import { isHashable, memberTest, uniqueList } from '../../support/sets.ts';

export default defineFilter({
  doc: 'The members of the first list that are not in the second, each once.',
  signature: 'difference(environment, a, b)',
  run(ctx, a, b) {
    const items = [...iterate(a!)];
    const inB = memberTest([...iterate(b!)]);
    const rest = items.filter((v) => !inB(v));
    return isHashable(a!) && isHashable(b!) ? new PySet(rest) : uniqueList(ctx, rest);
  },
});
