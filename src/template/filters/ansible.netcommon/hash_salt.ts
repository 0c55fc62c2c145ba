import { defineFilter } from '../../../jinja/define.ts';
import { saltOf } from '../../support/type5.ts';

export default defineFilter({
  doc: 'The salt of a password hash (`$1$salt$hash`).',
  signature: 'hash_salt(password)',
  run: (_ctx, password) => saltOf(password!),
});
