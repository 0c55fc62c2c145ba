import { defineTest } from '../../../jinja/define.ts';
import { pathText } from '../../support/paths.ts';

export default defineTest({
  doc: 'The path is absolute.',
  signature: 'isabs(s)',
  aliases: ['is_abs'],
  volatile: true,
  run: (_ctx, s) => pathText(s!).startsWith('/'),
});
