import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { classRepr, filterError, filterTypeError } from '../../errors.ts';
import { pathPart } from '../../support/paths.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'A text in a Unicode normal form: NFC, NFD, NFKC, NFKD.',
  signature: "unicode_normalize(data, form='NFC')",
  run(_ctx, data, form) {
    const text = asText(data!);
    if (text === undefined) throw filterTypeError(`${classRepr(data!)} is not a valid input type`);
    const f = nativeText(form!);
    if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(f)) throw filterError(`${f} is not a valid form`);
    return pathPart(data!, text.normalize(f));
  },
});
