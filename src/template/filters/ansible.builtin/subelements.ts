import { defineFilter } from '../../../jinja/define.ts';
import { dictGet, isDict, toDict } from '../../../value/dict.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import type { Value } from '../../../value/types.ts';
import { filterError, filterTypeError } from '../../errors.ts';
import { isSequence, repr, str, tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'Pairs of each item and each member of the list that lies under a key of it (a dotted path, or a list of keys).',
  signature: 'subelements(obj, subelements, skip_missing=False)',
  run(_ctx, obj, subelements, skipMissing) {
    const elements = isDict(obj!) ? [...toDict(obj).values()] : isSequence(obj!) ? obj : undefined;
    if (!elements) throw filterError('obj must be a list of dicts or a nested dict');
    const text = asText(subelements!);
    const path: Value[] | undefined =
      text !== undefined ? text.split('.') : isSequence(subelements!) ? subelements : undefined;
    if (!path) throw filterTypeError('subelements must be a list or a string');
    const out: Value[] = [];
    for (const element of elements) {
      let values: Value = element;
      for (const key of path) {
        if (!isDict(values))
          throw filterTypeError(`the key ${str(key)} should point to a dictionary, got '${str(values)}'`);
        const next: Value | undefined = dictGet(toDict(values), key);
        if (next === undefined && !truth(skipMissing!)) {
          throw filterError(`could not find ${repr(key)} key in iterated item ${repr(values)}`);
        }
        values = next ?? [];
        if (next === undefined) break;
      }
      if (!isSequence(values)) {
        throw filterTypeError(`the key ${repr(path.at(-1)!)} should point to a list, got ${repr(values)}`);
      }
      for (const value of values) out.push(tuple([element, value]));
    }
    return out;
  },
});
