import { defineFilter } from '../../../jinja/define.ts';
import { nativeText } from '../../support/py.ts';
import { saltOf, typeFive } from '../../support/type5.ts';

export default defineFilter({
  doc: 'Whether a password is the one behind a type 5 hash; with `return_original` the hash itself.',
  signature: 'comp_type5(unencrypted_password, encrypted_password, return_original=False)',
  run(_ctx, plain, hash, original) {
    if (typeFive(plain!, saltOf(hash!)) !== nativeText(hash!)) return false;
    return original === true ? hash! : true;
  },
});
