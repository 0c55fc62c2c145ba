import { defineTest } from '../../../jinja/define.ts';
import { isUri } from '../../support/uri.ts';

export default defineTest({
  doc: 'The text is a URI of the scheme urn.',
  signature: 'is_urn(value)',
  run: (_ctx, value) => isUri(value!, ['urn']),
});
