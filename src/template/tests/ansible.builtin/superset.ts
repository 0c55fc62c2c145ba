import { defineTest } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { iterate } from '../../support/py.ts';

export default defineTest({
  doc: 'Every member of the other list is in this one.',
  aliases: ['issuperset'],
  signature: 'issuperset(a, b)',
  run: (_ctx, a, b) => new PySet(iterate(b!)).isSubset(new PySet(iterate(a!))),
});
