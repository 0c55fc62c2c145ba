import { defineTest } from '../../../jinja/define.ts';
import { PySet } from '../../../value/containers.ts';
import { iterate } from '../../support/py.ts';

export default defineTest({
  doc: 'Every member of the list is in the other.',
  aliases: ['issubset'],
  signature: 'issubset(a, b)',
  run: (_ctx, a, b) => new PySet(iterate(a!)).isSubset(new PySet(iterate(b!))),
});
