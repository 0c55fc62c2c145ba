import { defineTest } from '../../../jinja/define.ts';
import { statOf } from '../../support/files.ts';
import { pathText } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is a regular file (links are followed).',
  signature: 'isfile(path)',
  aliases: ['is_file'],
  volatile: true,
  run: (_ctx, path) => statOf(pathText(path!))?.isFile() ?? false,
});
