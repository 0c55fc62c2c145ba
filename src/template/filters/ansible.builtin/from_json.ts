import { defineFilter } from '../../../jinja/define.ts';
import { PyBytes } from '../../../value/containers.ts';
import { typeError } from '../../../value/errors.ts';
import { jsonLoads } from '../../../value/json-read.ts';
import { asText } from '../../../value/text.ts';
import { shortTypeName } from '../../../value/type-name.ts';
import { isUndefined } from '../../../value/undefined.ts';

export default defineFilter({
  doc: 'The value that a JSON text stands for.',
  signature:
    'loads(s, *, cls=None, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None)',
  run(_ctx, s) {
    if (isUndefined(s!)) s.fail();
    const text = s instanceof PyBytes ? Buffer.from(s.data).toString('utf8') : asText(s!);
    if (text === undefined)
      throw typeError(`the JSON object must be str, bytes or bytearray, not ${shortTypeName(s!)}`);
    return jsonLoads(text);
  },
});
