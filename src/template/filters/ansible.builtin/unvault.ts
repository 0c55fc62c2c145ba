import { AnsibleError } from '../../../errors/ansible-error.ts';
import { notices } from '../../../errors/notices.ts';
import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { VaultText } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { isVault, Vault } from '../../../vault/vault.ts';
import { classRepr, filterError, filterTypeError } from '../../errors.ts';

export default defineFilter({
  doc: 'The text of a vault that was encrypted with a password; other texts stay as they are.',
  signature: "do_unvault(vault, secret, vaultid='filter_default')",
  run(_ctx, vault, secret, vaultid) {
    if (isUndefined(secret!)) secret.fail();
    if (isUndefined(vault!)) vault.fail();
    const [password, id] = [asText(secret!), asText(vaultid!) ?? 'filter_default'];
    if (password === undefined)
      throw filterTypeError(
        `Secret passed is required to be as string, instead we got: ${classRepr(secret!)}`,
      );
    const text = vault instanceof VaultText && vault.ciphertext ? vault.ciphertext : asText(vault!);
    if (text === undefined)
      throw filterTypeError(`Vault should be in the form of a string, instead we got: ${classRepr(vault!)}`);
    if (!isVault(text)) return text;
    try {
      return new Vault([{ id, password: Buffer.from(password) }]).decryptText(text);
    } catch (e) {
      if (e instanceof AnsibleError && /^Vault .*format/.test(e.message))
        notices().warning(`There was a vault format error: ${e.message}`);
      if (e instanceof AnsibleError) throw filterError(`Unable to decrypt: ${e.message}. ${e.message}`);
      throw e;
    }
  },
});
