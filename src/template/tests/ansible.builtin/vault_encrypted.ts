import { defineTest } from '../../../jinja/define.ts';
import { VaultText } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { NativeText } from '../../support/native-text.ts';

export default defineTest({
  doc: 'The value is a text that lies encrypted in its file (`!vault`).',
  signature: 'vault_encrypted(value)',
  run(_ctx, value) {
    if (isUndefined(value!)) return value.fail();
    return value instanceof VaultText && !(value instanceof NativeText);
  },
});
