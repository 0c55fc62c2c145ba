import { defineFilter } from '../../../jinja/define.ts';
import { sorted } from '../../../value/compare.ts';
import { dictGet, dictSet, isDict, toDict } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { classRepr, filterError } from '../../errors.ts';
import { mergeDicts } from '../../support/merge.ts';
import { isSequence, str } from '../../support/py.ts';

/** The elements of a sequence: a text is one, of its characters. */
const elements = (v: Value): Value[] | undefined =>
  isSequence(v) ? v : asText(v) === undefined ? undefined : [...asText(v)!];

function mergeTwo(earlier: Value, later: Value, index: string, recursive: boolean, how: string): Value {
  const merged: Dict = new Map();
  for (const item of [...elements(earlier)!, ...elements(later)!]) {
    if (!isDict(item))
      throw filterError(
        `Elements of list arguments for lists_mergeby must be dictionaries. ${str(item)} is ${classRepr(item)}`,
      );
    const key = dictGet(toDict(item), index);
    if (key === undefined) continue;
    dictSet(merged, key, mergeDicts(dictGet(merged, key) ?? new Map(), item, recursive, how));
  }
  return sorted([...merged.values()], (d) => dictGet(d as Dict, index)!);
}

export default defineFilter({
  doc: 'Lists of dicts merged into one: dicts that have the same value under a key become one.',
  signature: 'lists_mergeby(*terms, **kwargs)',
  run(_ctx, terms, kwargs) {
    const options = kwargs as Dict;
    for (const k of options.keys()) {
      if (k !== 'recursive' && k !== 'list_merge')
        throw filterError("'recursive' and 'list_merge' are the only valid keyword arguments.");
    }
    const given = [...(terms as Value[])];
    if (given.length < 2) throw filterError('At least one list and index are needed.');
    const last = given.pop()!;
    const lists = given.flatMap((l) => {
      const items = elements(l);
      if (!items)
        throw filterError(
          `All arguments before the argument index for community.general.lists_mergeby must be lists. ${str(l)} is ${classRepr(l)}`,
        );
      return items.length > 0 && items.every((x) => elements(x)) ? items : items.length > 0 ? [l] : [];
    });
    if (lists.length < 2) return lists[0] ?? [];
    const index = asText(last);
    if (index === undefined)
      throw filterError(
        `First argument after the lists for community.general.lists_mergeby must be string. ${str(last)} is ${classRepr(last)}`,
      );
    const [recursive, how] = [
      truth(options.get('recursive') ?? false),
      str(options.get('list_merge') ?? 'replace'),
    ];
    // From the last list to the first, two at a time.
    return lists.reduceRight((later, earlier) => mergeTwo(earlier, later, index, recursive, how));
  },
});
