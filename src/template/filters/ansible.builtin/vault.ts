import { AnsibleError } from '../../../errors/ansible-error.ts';
import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import { VaultText } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { Vault } from '../../../vault/vault.ts';
import { classRepr, filterError, filterTypeError } from '../../errors.ts';

export default defineFilter({
  doc: 'A text encrypted with a password, as ansible-vault writes it.',
  signature: "do_vault(data, secret, salt=None, vaultid='filter_default', wrap_object=False)",
  volatile: true,
  run(_ctx, data, secret, salt, vaultid, wrap) {
    if (isUndefined(secret!)) secret.fail();
    if (isUndefined(data!)) data.fail();
    const [password, text, id] = [asText(secret!), asText(data!), asText(vaultid!) ?? 'filter_default'];
    if (password === undefined)
      throw filterTypeError(
        `Secret passed is required to be a string, instead we got: ${classRepr(secret!)}`,
      );
    if (text === undefined)
      throw filterTypeError(`Can only vault strings, instead we got: ${classRepr(data!)}`);
    const given = salt === null ? undefined : asText(salt!);
    const keeper = new Vault([{ id, password: Buffer.from(password) }]);
    try {
      const out = keeper.encrypt(text, id, given ? Buffer.from(given) : undefined);
      return truth(wrap!) ? new VaultText(out, () => text) : out;
    } catch (e) {
      if (e instanceof AnsibleError) throw filterError(`Unable to encrypt: ${e.message}. ${e.message}`);
      throw e;
    }
  },
});
