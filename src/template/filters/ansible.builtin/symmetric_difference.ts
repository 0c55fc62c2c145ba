import { defineFilter } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { add } from '../../support/add.ts';
import { iterate } from '../../support/py.ts';
import { isHashable, memberTest, uniqueList } from '../../support/sets.ts';

export default defineFilter({
  doc: 'The members that are in one of two lists only, each once.',
  signature: 'symmetric_difference(environment, a, b)',
  run(ctx, a, b) {
    const [left, right] = [[...iterate(a!)], [...iterate(b!)]];
    const [inA, inB] = [memberTest(left), memberTest(right)];
    const once = [...left.filter((v) => !inB(v)), ...right.filter((v) => !inA(v))];
    if (isHashable(a!) && isHashable(b!)) return new PySet(once);
    add(a!, b!);
    return uniqueList(ctx, once);
  },
});
