import { defineTest } from '../../../jinja/define.ts';
import { nativeText } from '../../support/py.ts';
import { isUri } from '../../support/uri.ts';

export default defineTest({
  doc: 'The text is a URN: `urn:namespace:name`.',
  signature: 'is_urn(value)',
  run: (_ctx, value) => isUri(value!, ['urn']) && /^urn:[^:]+:[^:]+/i.test(nativeText(value!)),
});
