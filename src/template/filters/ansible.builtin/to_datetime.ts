import { defineFilter } from '../../../jinja/define.ts';
import { typeError } from '../../../value/errors.ts';
import { asText } from '../../../value/text.ts';
import { typeName } from '../../../value/type-name.ts';
import { strptime } from '../../support/strptime.ts';

export default defineFilter({
  doc: "A datetime read from a text in a format of Python's strptime.",
  signature: "to_datetime(string, format='%Y-%m-%d %H:%M:%S')",
  run(_ctx, string, format) {
    const [text, form] = [asText(string!), asText(format!)];
    if (text === undefined)
      throw typeError(
        `strptime() argument 1 must be str, not ${string === null ? 'None' : typeName(string!)}`,
      );
    if (form === undefined) throw typeError(`strptime() argument 2 must be str, not ${typeName(format!)}`);
    return strptime(text, form);
  },
});
