import { defineTest } from '../../../jinja/define.ts';
import { nativeText } from '../../support/py.ts';
import { isUri } from '../../support/uri.ts';
import { splitUrl } from '../../support/url.ts';

export default defineTest({
  doc: 'The text is a URL: it names a host, or is of the scheme file (of one of `schemes`).',
  signature: 'is_url(value, schemes=None)',
  run(_ctx, value, schemes) {
    if (!isUri(value!, schemes!)) return false;
    const url = splitUrl(nativeText(value!));
    return url.netloc !== '' || url.scheme === 'file';
  },
});
