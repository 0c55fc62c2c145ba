import { defineFilter } from '../../../jinja/define.ts';
import { dictGet, dictSet, isDict, toDict } from '../../../value/dict.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { classRepr, filterTypeError } from '../../errors.ts';
import { isSequence, repr, str } from '../../support/py.ts';
import { isHashable } from '../../support/sets.ts';

/** Whether the value under a key can be no key itself. */
function isUnhashable(item: Value, key: Value): boolean {
  const v = dictGet(toDict(item as Dict), key);
  return v !== undefined && !isHashable(v);
}

export default defineFilter({
  doc: 'A list of dicts with `key` and `value` as one dict.',
  signature: "list_of_dict_key_value_elements_to_dict(mylist, key_name='key', value_name='value')",
  run(_ctx, mylist, keyName, valueName) {
    if (isUndefined(mylist!)) return mylist.fail();
    if (!isSequence(mylist!))
      throw filterTypeError(`items2dict requires a list, got ${classRepr(mylist!)} instead.`);
    const out: Dict = new Map();
    for (const item of mylist) {
      if (!isDict(item) || isUnhashable(item, keyName!)) {
        throw filterTypeError(`items2dict requires a list of dictionaries, got ${repr(mylist)} instead.`);
      }
      const [k, v] = [dictGet(toDict(item), keyName!), dictGet(toDict(item), valueName!)];
      if (k === undefined || v === undefined) {
        throw filterTypeError(
          `items2dict requires each dictionary in the list to contain the keys '${str(keyName!)}' and '${str(valueName!)}', got ${repr(mylist)} instead.`,
        );
      }
      dictSet(out, k, v);
    }
    return out;
  },
});
