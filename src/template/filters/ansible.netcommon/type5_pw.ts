import { defineFilter } from '../../../jinja/define.ts';
import { typeFive } from '../../support/type5.ts';

export default defineFilter({
  doc: 'The hash of a password that Cisco IOS calls type 5.',
  signature: 'type5_pw(password, salt=None)',
  volatile: true,
  run: (_ctx, password, salt) => typeFive(password!, salt!),
});
