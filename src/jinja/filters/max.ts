import { truth } from '../../value/truth.ts';
import { defineFilter } from '../define.ts';
import { minOrMax } from '../support/aggregate.ts';

export default defineFilter({
  doc: 'The largest item of a sequence.',
  signature: 'do_max(environment, value, case_sensitive=False, attribute=None)',
  run: (ctx, value, caseSensitive, attribute) =>
    minOrMax(ctx, value!, '>', truth(caseSensitive!), attribute!),
});
