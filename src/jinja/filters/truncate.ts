import { call } from '../../value/callable.ts';
import { order } from '../../value/compare.ts';
import { PyError } from '../../value/errors.ts';
import { length } from '../../value/iterate.ts';
import { add, binary } from '../../value/operators.ts';
import { getAttribute } from '../../value/protocol.ts';
import { str } from '../../value/repr.ts';
import { sliceOf } from '../../value/slice.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'Cut to a length, at a word unless told otherwise.',
  signature: "do_truncate(environment, s, length=255, killwords=False, end='...', leeway=None)",
  run: (_ctx, s, size, killWords, end, leewayIn) => {
    const leeway = leewayIn ?? 5;
    const endLength = length(end!);
    if (!order(size!, endLength, '>='))
      throw new PyError('AssertionError', `expected length >= ${endLength}, got ${str(size!)}`);
    if (!order(leeway, 0, '>='))
      throw new PyError('AssertionError', `expected leeway >= 0, got ${str(leeway)}`);
    if (order(length(s!), add(size!, leeway), '<=')) return s!;
    const cut = sliceOf(s!, null, binary('-')(size!, endLength), null);
    if (truth(killWords!)) return add(cut, end!);
    const words = call(getAttribute(cut, 'rsplit'), [' ', 1]) as Value[];
    return add(words[0] ?? '', end!);
  },
});
