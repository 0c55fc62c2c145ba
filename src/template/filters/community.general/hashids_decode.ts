import { defineFilter } from '../../../jinja/define.ts';
import { asInt } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { Hashids } from '../../support/hashids.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'The numbers of a text that hashids_encode made.',
  signature: 'hashids_decode(hashid, salt=None, alphabet=None, min_length=None)',
  run: (_ctx, hashid, salt, alphabet, minLength) =>
    new Hashids(asText(salt!) ?? '', Number(asInt(minLength!) ?? 0), asText(alphabet!)).decode(
      nativeText(hashid!),
    ),
});
