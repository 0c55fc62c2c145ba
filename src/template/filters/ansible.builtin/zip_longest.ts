import { defineFilter } from '../../../jinja/define.ts';
import { typeError } from '../../../value/errors.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { iterate, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'Tuples of the items that stand at the same place of each list, as long as the longest; `fillvalue` fills up.',
  signature: 'zip_longest(*args, **kwargs)',
  run(_ctx, args, kwargs) {
    const named = kwargs as Dict;
    if ([...named.keys()].some((k) => k !== 'fillvalue'))
      throw typeError('zip_longest() got an unexpected keyword argument');
    const fill = named.get('fillvalue') ?? null;
    const lists = (args as Value[]).map((a) => [...iterate(a)]);
    const length = Math.max(0, ...lists.map((l) => l.length));
    return Array.from({ length }, (_, i) => tuple(lists.map((l) => (i < l.length ? l[i]! : fill))));
  },
});
