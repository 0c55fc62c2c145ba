import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { filterError } from '../../errors.ts';
import { hashText } from '../../support/hash.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'Hexadecimal digest of a text (`hashtype`: sha1, md5, sha256 and what else hashlib has).',
  signature: "get_hash(data, hashtype='sha1')",
  run(_ctx, data, hashtype) {
    const type = asText(hashtype!);
    if (type === undefined) throw filterError('name must be a string');
    return hashText(nativeText(data!), type);
  },
});
