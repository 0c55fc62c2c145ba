import { defineFilter } from '../../../jinja/define.ts';
import { realPath } from '../../support/files.ts';
import { pathText } from '../../support/paths.ts';

export default defineFilter({
  doc: 'A path with every symbolic link followed; parts that do not exist stay.',
  signature: 'realpath(filename)',
  volatile: true,
  run: (_ctx, filename) => realPath(pathText(filename!)),
});
