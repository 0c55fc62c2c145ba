import { defineLookup } from '../../template/define.ts';
import { makeDict } from '../../template/support/py.ts';
import { dictKeys, isDict, toDict } from '../../value/dict.ts';
import { lookupFailure } from '../support/files.ts';

export default defineLookup({
  description: 'Entries of dicts, each as a dict with `key` and `value`.',
  options: {},
  run: (terms) =>
    terms.flatMap((term) => {
      if (!isDict(term)) throw lookupFailure('with_dict expects a dict');
      const dict = toDict(term);
      return Array.from(dictKeys(dict), (k) =>
        makeDict(
          ['key', k],
          [
            'value',
            dict.get(typeof k === 'object' && k !== null && 'text' in k ? (k as { text: string }).text : k)!,
          ],
        ),
      );
    }),
});
