import { defineFilter } from '../../../jinja/define.ts';
import { attributeError } from '../../../value/errors.ts';
import { asText } from '../../../value/text.ts';
import { typeName } from '../../../value/type-name.ts';
import { unquotePlus } from '../../support/url.ts';

export default defineFilter({
  doc: 'A text with %XX sequences decoded as UTF-8, and plus signs as blanks.',
  signature: "unquote_plus(string, encoding='utf-8', errors='replace')",
  run(_ctx, string) {
    const text = asText(string!);
    if (text === undefined) throw attributeError(`'${typeName(string!)}' object has no attribute 'replace'`);
    return unquotePlus(text);
  },
});
