import { defineFilter } from '../../../jinja/define.ts';
import { hashText } from '../../support/hash.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'Hexadecimal digest of a text (`hashtype`: sha1, md5, sha256 and what else hashlib has).',
  signature: "get_hash(data, hashtype='sha1')",
  run: (_ctx, data, hashtype) => hashText(nativeText(data!), nativeText(hashtype!)),
});
