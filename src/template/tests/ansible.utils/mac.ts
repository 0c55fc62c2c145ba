import { defineTest } from '../../../jinja/define.ts';
import { PyBytes } from '../../../value/containers.ts';
import { typeError } from '../../../value/errors.ts';
import { asText } from '../../../value/text.ts';
import { typeName } from '../../../value/type-name.ts';
import { isUndefined } from '../../../value/undefined.ts';

const FORMS =
  /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{12})$/i;

export default defineTest({
  doc: 'The text is a MAC address, with colons, dashes, dots or plain.',
  signature: '_mac(mac)',
  run(_ctx, mac) {
    if (isUndefined(mac!)) return mac.fail();
    if (mac instanceof PyBytes) throw typeError('cannot use a string pattern on a bytes-like object');
    const text = asText(mac!);
    if (text === undefined) throw typeError(`expected string or bytes-like object, got '${typeName(mac!)}'`);
    return FORMS.test(text);
  },
});
