import { defineLookup } from '../../template/define.ts';
import type { Value } from '../../value/types.ts';

/** A list laid flat; one that holds a list only is taken for that list, and the text null ends it. */
function flat(given: readonly Value[]): Value[] {
  const out: Value[] = [];
  for (const v of given) {
    const item: Value = Array.isArray(v) && v.length === 1 && Array.isArray(v[0]) ? v[0] : v;
    if (item === 'None' || item === 'null') break;
    if (Array.isArray(item)) for (const x of flat(item)) out.push(x);
    else out.push(item);
  }
  return out;
}

export default defineLookup({
  description: 'List of items, lists in lists laid flat all the way.',
  options: {},
  run: (terms, _options, ctx) => flat(terms.map((t) => ctx.template(t))),
});
