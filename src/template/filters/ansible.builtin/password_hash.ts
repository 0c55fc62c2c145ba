import { defineFilter } from '../../../jinja/define.ts';
import { isPyError } from '../../../value/errors.ts';
import { filterError } from '../../errors.ts';
import { cryptPassword } from '../../support/password.ts';
import { str } from '../../support/py.ts';

const names: Readonly<Record<string, string>> = {
  md5: 'md5_crypt',
  blowfish: 'bcrypt',
  sha256: 'sha256_crypt',
  sha512: 'sha512_crypt',
};

export default defineFilter({
  doc: 'A password hashed for /etc/shadow: sha512, sha256, md5 or blowfish (bcrypt).',
  signature:
    "get_encrypted_password(password, hashtype='sha512', salt=None, salt_size=None, rounds=None, ident=None)",
  volatile: true,
  run(_ctx, password, hashtype, salt, saltSize, rounds, ident) {
    const scheme = str(hashtype!);
    try {
      return cryptPassword(password!, names[scheme] ?? scheme, { salt, saltSize, rounds, ident });
    } catch (e) {
      if (isPyError(e, 'AnsibleError')) throw filterError(`${e.message}. ${e.message}`);
      throw e;
    }
  },
});
