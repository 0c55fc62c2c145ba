import { truth } from '../../value/truth.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'A value for what is undefined, or with `boolean` for what is false.',
  signature: "do_default(value, default_value='', boolean=False)",
  aliases: ['d'],
  run: (_ctx, v, orElse, boolean) =>
    v instanceof Undefined || (truth(boolean!) && !truth(v!)) ? orElse! : v!,
});
