import { defineTest } from '../../../jinja/define.ts';
import { statOf } from '../../support/files.ts';
import { pathText } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is a directory (links are followed).',
  signature: 'isdir(s)',
  aliases: ['is_dir'],
  volatile: true,
  run: (_ctx, s) => statOf(pathText(s!))?.isDirectory() ?? false,
});
