import { defineFilter } from '../../../jinja/define.ts';
import { encodeText } from '../../../value/codecs.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'Base64 of a text, encoded as UTF-8 or as `encoding` says.',
  signature: "b64encode(string, encoding='utf-8')",
  run: (_ctx, string, encoding) =>
    encodeText(nativeText(string!), nativeText(encoding!), 'surrogateescape').toString('base64'),
});
