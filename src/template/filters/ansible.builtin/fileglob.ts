import { defineFilter } from '../../../jinja/define.ts';
import { globFiles } from '../../support/glob.ts';
import { pathText } from '../../support/paths.ts';

export default defineFilter({
  doc: 'The files (no directories) that match a shell pattern.',
  signature: 'fileglob(pathname)',
  volatile: true,
  run: (_ctx, pathname) => globFiles(pathText(pathname!)),
});
