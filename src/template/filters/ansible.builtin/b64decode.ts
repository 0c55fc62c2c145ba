import { defineFilter } from '../../../jinja/define.ts';
import { decodeBase64, decodeBytes } from '../../support/codecs.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'The text that a base64 text holds, decoded as UTF-8 or as `encoding` says.',
  signature: "b64decode(string, encoding='utf-8')",
  run: (_ctx, string, encoding) => decodeBytes(decodeBase64(nativeText(string!)), nativeText(encoding!)),
});
