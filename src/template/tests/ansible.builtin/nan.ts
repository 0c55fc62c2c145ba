import { defineTest } from '../../../jinja/define.ts';
import { PyFloat } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';

export default defineTest({
  doc: 'The value is a float that is not a number.',
  aliases: ['isnan'],
  signature: 'isnotanumber(x)',
  run: (_ctx, x) => (isUndefined(x!) ? x.fail() : x instanceof PyFloat && Number.isNaN(x.value)),
});
