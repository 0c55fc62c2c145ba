import { truth } from '../../value/truth.ts';
import { defineFilter } from '../define.ts';
import { minOrMax } from '../support/aggregate.ts';

export default defineFilter({
  doc: 'The smallest item of a sequence.',
  signature: 'do_min(environment, value, case_sensitive=False, attribute=None)',
  run: (ctx, value, caseSensitive, attribute) =>
    minOrMax(ctx, value!, '<', truth(caseSensitive!), attribute!),
});
