import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { noText } from '../../support/no-text.ts';
import { pathPart } from '../../support/paths.ts';
import { unquotePlus } from '../../support/url.ts';

export default defineFilter({
  doc: 'A text with %XX sequences decoded as UTF-8, and plus signs as blanks.',
  signature: "unquote_plus(string, encoding='utf-8', errors='replace')",
  run(_ctx, string) {
    const text = asText(string!);
    if (text === undefined) return noText(string!);
    return pathPart(string!, unquotePlus(text));
  },
});
