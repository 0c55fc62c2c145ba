import { defineFilter } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';

export default defineFilter({
  doc: 'The first argument where the value is true, else the second; the third, if given, where it is None.',
  signature: 'ternary(value, true_val, false_val, none_val=None)',
  run(_ctx, value, yes, no, none) {
    if (value === null && none !== null) return none!;
    return truth(value!) ? yes! : no!;
  },
});
