import { defineFilter } from '../../../jinja/define.ts';
import { sorted } from '../../../value/compare.ts';
import { dictGet, dictSet, isDict, toDict } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { classRepr, filterError } from '../../errors.ts';
import { mergeDicts } from '../../support/merge.ts';
import { isSequence, str } from '../../support/py.ts';

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
    const index = asText(last);
    if (index === undefined)
      throw filterError(
        `First argument after the lists for community.general.lists_mergeby must be string. ${str(last)} is ${classRepr(last)}`,
      );
    const lists = given.flatMap((l) =>
      isSequence(l) && l.length > 0 && l.every((x) => isSequence(x)) ? l : [l],
    );
    const merged: Dict = new Map();
    for (const list of lists) {
      if (!isSequence(list))
        throw filterError(
          `All arguments before the argument index for lists_mergeby must be lists. ${str(list)} is ${classRepr(list)}`,
        );
      for (const item of list) {
        if (!isDict(item))
          throw filterError(
            `Elements of list arguments for lists_mergeby must be dictionaries. ${str(item)} is ${classRepr(item)}`,
          );
        const key = dictGet(toDict(item), index);
        if (key === undefined) continue;
        const before = dictGet(merged, key) ?? new Map();
        dictSet(
          merged,
          key,
          mergeDicts(
            before,
            item,
            truth(options.get('recursive') ?? false),
            str(options.get('list_merge') ?? 'replace'),
          ),
        );
      }
    }
    return sorted([...merged.values()], (d) => dictGet(d as Dict, index)!);
  },
});
