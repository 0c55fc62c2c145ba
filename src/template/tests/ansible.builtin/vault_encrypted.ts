import { defineTest } from '../../../jinja/define.ts';
import { VaultText } from '../../../value/types.ts';
import { NativeText } from '../../support/native-text.ts';

export default defineTest({
  doc: 'The value is a text that lies encrypted in its file (`!vault`).',
  signature: 'vault_encrypted(value)',
  run: (_ctx, value) => value instanceof VaultText && !(value instanceof NativeText),
});
