import { defineFilter } from '../../../jinja/define.ts';
import { dictKeys, isDict, toDict } from '../../../value/dict.ts';
import { classRepr, filterTypeError } from '../../errors.ts';
import { makeDict } from '../../support/py.ts';

export default defineFilter({
  doc: 'A dict as a list of dicts with `key` and `value`.',
  signature: "dict_to_list_of_dict_key_value_elements(mydict, key_name='key', value_name='value')",
  run(_ctx, mydict, keyName, valueName) {
    if (!isDict(mydict!))
      throw filterTypeError(`dict2items requires a dictionary, got ${classRepr(mydict!)} instead.`);
    const dict = toDict(mydict);
    const values = [...dict.values()];
    return Array.from(dictKeys(dict), (k, i) => makeDict([keyName!, k], [valueName!, values[i]!]));
  },
});
