import { defineFilter } from '../../../jinja/define.ts';
import { typeError } from '../../../value/errors.ts';
import { asInt } from '../../../value/number.ts';
import { asText } from '../../../value/text.ts';
import { typeName } from '../../../value/type-name.ts';
import { splitText } from '../../support/split.ts';

export default defineFilter({
  doc: "Python's str.split: at blanks, or at `sep`, at most `maxsplit` times.",
  signature: '#split(self, sep=None, maxsplit=-1)',
  run(_ctx, string, sep, maxsplit) {
    const text = asText(string!);
    if (text === undefined) {
      throw typeError(
        `descriptor 'split' for 'str' objects doesn't apply to a '${typeName(string!)}' object`,
      );
    }
    const most = asInt(maxsplit!);
    if (most === undefined)
      throw typeError(`'${typeName(maxsplit!)}' object cannot be interpreted as an integer`);
    return splitText(text, sep!, Number(most));
  },
});
