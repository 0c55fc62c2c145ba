import { defineFilter } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { flatten } from '../../support/flatten.ts';
import { checkDefined, mergeDicts } from '../../support/merge.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'Dicts merged into one, later ones over earlier ones (`recursive`, `list_merge`).',
  signature: 'combine(*terms, **kwargs)',
  run(_ctx, terms, kwargs) {
    const options = new Map(kwargs as Dict);
    const recursive = options.get('recursive') ?? false;
    const listMerge = options.get('list_merge') ?? 'replace';
    options.delete('recursive');
    options.delete('list_merge');
    if (options.size) throw filterError("'recursive' and 'list_merge' are the only valid keyword arguments");
    const dicts = flatten(terms as Value[], 1, true);
    for (const d of dicts) checkDefined(d);
    if (!dicts.length) return new Map();
    if (dicts.length === 1) return dicts[0]!;
    let high = dicts.at(-1)!;
    for (const low of dicts.slice(0, -1).reverse())
      high = mergeDicts(low, high, truth(recursive), str(listMerge));
    return high;
  },
});
