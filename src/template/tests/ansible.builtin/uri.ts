import { defineTest } from '../../../jinja/define.ts';
import { isUri } from '../../support/uri.ts';

export default defineTest({
  doc: 'The text is a URI (of one of `schemes`).',
  signature: 'is_uri(value, schemes=None)',
  run: (_ctx, value, schemes) => isUri(value!, schemes!),
});
