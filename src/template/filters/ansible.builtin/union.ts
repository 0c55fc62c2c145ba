import { defineFilter } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { add } from '../../support/add.ts';
import { iterate } from '../../support/py.ts';
import { isHashable, uniqueList } from '../../support/sets.ts';

export default defineFilter({
  doc: 'The members of two lists, each once.',
  signature: 'union(environment, a, b)',
  run(ctx, a, b) {
    if (isHashable(a!) && isHashable(b!)) return new PySet([...iterate(a!), ...iterate(b!)]);
    return uniqueList(ctx, add(a!, b!) as never);
  },
});
