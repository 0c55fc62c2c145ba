import { defineFilter } from '../../../jinja/define.ts';
import { hashText } from '../../support/hash.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'Hexadecimal MD5 digest of a text.',
  signature: 'md5s(data)',
  run: (_ctx, data) => hashText(nativeText(data!), 'md5'),
});
