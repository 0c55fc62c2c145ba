import { defineTest } from '../../../jinja/define.ts';
import { isUri, urlOf } from '../../support/uri.ts';

export default defineTest({
  doc: 'The text is a URL: it names a host, or is of the scheme file (of one of `schemes`).',
  signature: 'is_url(value, schemes=None)',
  run(_ctx, value, schemes) {
    if (!isUri(value!, schemes!)) return false;
    const url = urlOf(value!);
    return url !== undefined && (url.netloc !== '' || url.scheme === 'file');
  },
});
