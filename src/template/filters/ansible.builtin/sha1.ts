import { defineFilter } from '../../../jinja/define.ts';
import { hashText } from '../../support/hash.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'Hexadecimal SHA-1 digest of a text.',
  signature: 'secure_hash_s(data, hash_func=None)',
  run: (_ctx, data) => hashText(nativeText(data!), 'sha1'),
});
