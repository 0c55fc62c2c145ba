import { defineTest } from '../../../jinja/define.ts';
import { PyFloat } from '../../../value/types.ts';

export default defineTest({
  doc: 'The value is a float that is not a number.',
  aliases: ['isnan'],
  signature: 'isnotanumber(x)',
  run: (_ctx, x) => x instanceof PyFloat && Number.isNaN(x.value),
});
