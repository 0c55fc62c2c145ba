import { defineFilter } from '../../../jinja/define.ts';
import { dictSet, isDict, toDict } from '../../../value/dict.ts';
import { typeError, valueError } from '../../../value/errors.ts';
import type { Dict } from '../../../value/types.ts';
import { isIterable, iterate } from '../../support/py.ts';

export default defineFilter({
  doc: 'A dict of a list of pairs.',
  signature: 'dict_filter(sequence)',
  run(_ctx, sequence) {
    if (isDict(sequence!)) return new Map(toDict(sequence));
    const out: Dict = new Map();
    let at = -1;
    for (const pair of iterate(sequence!)) {
      at++;
      if (!isIterable(pair))
        throw typeError(`cannot convert dictionary update sequence element #${at} to a sequence`);
      const parts = [...iterate(pair)];
      if (parts.length !== 2)
        throw valueError(
          `dictionary update sequence element #${at} has length ${parts.length}; 2 is required`,
        );
      const [k, v] = parts;
      dictSet(out, k!, v!);
    }
    return out;
  },
});
