import { defineTest } from '../../../jinja/define.ts';
import { contains } from '../../support/contains.ts';

export default defineTest({
  doc: 'A list, text or dict holds a value: `in` turned round.',
  signature: 'contains(seq, value)',
  run: (_ctx, seq, value) => contains(seq!, value!),
});
