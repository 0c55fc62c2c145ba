import { defineFilter } from '../../../jinja/define.ts';
import { decodeBytes } from '../../../value/codecs.ts';
import { decodeBase64 } from '../../support/base64.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'The text that a base64 text holds, decoded as UTF-8 or as `encoding` says.',
  signature: "b64decode(string, encoding='utf-8')",
  run: (_ctx, string, encoding) =>
    // what cannot be read is kept as lone surrogates, so that it can be written again
    decodeBytes(decodeBase64(nativeText(string!)), nativeText(encoding!), 'surrogateescape'),
});
