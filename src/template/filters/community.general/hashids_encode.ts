import { defineFilter } from '../../../jinja/define.ts';
import { asInt } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { filterTypeError } from '../../errors.ts';
import { Hashids } from '../../support/hashids.ts';
import { isSequence } from '../../support/py.ts';

export default defineFilter({
  doc: 'A short text for a number or a list of numbers (hashids).',
  signature: 'hashids_encode(nums, salt=None, alphabet=None, min_length=None)',
  run(_ctx, nums, salt, alphabet, minLength) {
    const list = isSequence(nums!) ? nums : [nums!];
    const numbers = list.map(asInt);
    if (list.some((v) => asInt(v) === undefined && asText(v) === undefined))
      throw filterTypeError('Data to encode must by a tuple or list of ints');
    // A text among them encodes to nothing.
    if (numbers.some((n) => n === undefined)) return '';
    const coder = new Hashids(asText(salt!) ?? '', Number(asInt(minLength!) ?? 0), asText(alphabet!));
    return coder.encode(numbers.map(Number));
  },
});
