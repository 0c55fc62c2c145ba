import { defineFilter } from '../../../jinja/define.ts';
import { PyBytes } from '../../../value/containers.ts';
import { dictGet, dictHas, dictSet, isDict, toDict } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import type { Dict } from '../../../value/types.ts';
import { filterError, filterTypeError } from '../../errors.ts';
import { isIterable, iterate, str } from '../../support/py.ts';

export default defineFilter({
  doc: 'A list (or dict) of dicts as a dict, by the value that each has under a key.',
  signature: "rekey_on_member(data, key, duplicates='error')",
  run(_ctx, data, key, duplicates) {
    const how = str(duplicates!);
    if (how !== 'error' && how !== 'overwrite') {
      throw filterError(`duplicates parameter to rekey_on_member has unknown value: ${how}`);
    }
    const items = isDict(data!)
      ? toDict(data).values()
      : isIterable(data!) && asText(data!) === undefined && !(data instanceof PyBytes)
        ? iterate(data!)
        : undefined;
    if (!items) throw filterTypeError('Type is not a valid list, set, or dict');
    const out: Dict = new Map();
    for (const item of items) {
      if (!isDict(item)) throw filterTypeError('List item is not a valid dict');
      const k = dictGet(toDict(item), key!);
      if (k === undefined) throw filterError(`Key ${str(key!)} was not found`);
      if (dictHas(out, k) && how === 'error') {
        throw filterError(`Key ${str(k)} is not unique, cannot correctly turn into dict`);
      }
      dictSet(out, k, item);
    }
    return out;
  },
});
