import { defineFilter } from '../../../jinja/define.ts';
import { dictSet } from '../../../value/dict.ts';
import { unpack } from '../../../value/iterate.ts';
import type { Dict } from '../../../value/types.ts';
import { iterate } from '../../support/py.ts';

export default defineFilter({
  doc: 'A dict of a list of pairs.',
  signature: 'dict_filter(sequence)',
  run(_ctx, sequence) {
    const out: Dict = new Map();
    for (const pair of iterate(sequence!)) {
      const [k, v] = unpack(pair, 2);
      dictSet(out, k!, v!);
    }
    return out;
  },
});
