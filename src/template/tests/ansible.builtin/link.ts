import { defineTest } from '../../../jinja/define.ts';
import { lstatOf } from '../../support/files.ts';
import { lstatPath } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is a symbolic link.',
  signature: 'islink(path)',
  aliases: ['is_link'],
  volatile: true,
  run: (_ctx, path) => lstatOf(lstatPath(path!))?.isSymbolicLink() ?? false,
});
