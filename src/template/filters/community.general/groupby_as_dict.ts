import { defineFilter } from '../../../jinja/define.ts';
import { dictGet, dictHas, dictSet, isDict, toDict } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import type { Dict } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { isSequence, repr } from '../../support/py.ts';

export default defineFilter({
  doc: 'A list of dicts as a dict, by the value that each has under a key.',
  signature: 'groupby_as_dict(sequence, attribute)',
  run(_ctx, sequence, attribute) {
    const text = asText(sequence!);
    const items = text === undefined ? sequence! : Array.from(text);
    if (!isSequence(items)) throw filterError('Input is not a sequence');
    const out: Dict = new Map();
    items.forEach((item, i) => {
      if (!isDict(item)) throw filterError(`Sequence element #${i} is not a mapping`);
      const key = dictGet(toDict(item), attribute!);
      if (key === undefined) throw filterError(`Attribute not contained in element #${i} of sequence`);
      if (dictHas(out, key)) throw filterError(`Multiple sequence entries have attribute value ${repr(key)}`);
      dictSet(out, key, item);
    });
    return out;
  },
});
