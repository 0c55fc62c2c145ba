import { defineFilter } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { add } from '../../support/add.ts';
import { iterate } from '../../support/py.ts';
import { inside, isHashable, memberTest, uniqueList } from '../../support/sets.ts';

export default defineFilter({
  doc: 'The members that are in one of two lists only, each once.',
  signature: 'symmetric_difference(environment, a, b)',
  run(ctx, a, b) {
    const hashable = isHashable(a!) && isHashable(b!);
    const left = [...iterate(a!)];
    const inB = hashable ? memberTest([...iterate(b!)]) : inside(b!);
    const onlyLeft = left.filter((v) => !inB(v));
    const inA = memberTest(left);
    const once = [...onlyLeft, ...[...iterate(b!)].filter((v) => !inA(v))];
    if (hashable) return new PySet(once);
    add(a!, b!);
    return uniqueList(ctx, once);
  },
});
