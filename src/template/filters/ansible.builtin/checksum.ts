import { defineFilter } from '../../../jinja/define.ts';
import { hashText } from '../../support/hash.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'Checksum of a text as the copy module makes it: hexadecimal SHA-1.',
  signature: 'secure_hash_s(data, hash_func=None)',
  run: (_ctx, data) => hashText(nativeText(data!), 'sha1'),
});
