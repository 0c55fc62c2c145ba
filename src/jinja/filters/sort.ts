import { sorted } from '../../value/compare.ts';
import { toList } from '../../value/iterate.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { ignoreCase, multiAttrGetter } from '../support/attribute.ts';

/** Jinja2 compares lists of one key; that tells only where equal keys have no order (dicts, None). */
const wrapped = (list: readonly Value[]): boolean =>
  !list.every((v) => typeof v === 'string') && !list.every((v) => typeof v === 'number');

export default defineFilter({
  doc: 'Sorts a sequence, without regard to case unless asked.',
  signature: 'do_sort(environment, value, reverse=False, case_sensitive=False, attribute=None)',
  run: (ctx, value, reverse, caseSensitive, attribute) => {
    const post = truth(caseSensitive!) ? undefined : ignoreCase;
    const list = toList(value!);
    if (attribute === null)
      return sorted(list, wrapped(list) ? (v) => [post === undefined ? v : post(v)] : post, truth(reverse!));
    return sorted(list, multiAttrGetter(ctx.env, attribute!, post), truth(reverse!));
  },
});
