import { equal, sorted } from '../../value/compare.ts';
import { toList } from '../../value/iterate.ts';
import { truth } from '../../value/truth.ts';
import { NamedTuple, type Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { attrGetter, ignoreCase } from '../support/attribute.ts';

export default defineFilter({
  doc: 'Groups items by an attribute: pairs of (grouper, list).',
  signature: 'sync_do_groupby(environment, value, attribute, default=None, case_sensitive=False)',
  run: (ctx, value, attribute, orElse, caseSensitive) => {
    const key = attrGetter(ctx.env, attribute!, truth(caseSensitive!) ? undefined : ignoreCase, orElse!);
    const groups: { key: Value; list: Value[] }[] = [];
    for (const item of sorted(toList(value!), key)) {
      const k = key(item);
      const last = groups.at(-1);
      if (last !== undefined && (last.key === k || equal(last.key, k))) last.list.push(item);
      else groups.push({ key: k, list: [item] });
    }
    const shown = attrGetter(ctx.env, attribute!, undefined, orElse!);
    return groups.map((g) =>
      NamedTuple.make(
        ['grouper', 'list'],
        [truth(caseSensitive!) ? g.key : shown(g.list[0]!), g.list],
        '_GroupTuple',
      ),
    );
  },
});
