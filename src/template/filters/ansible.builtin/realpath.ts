import { defineFilter } from '../../../jinja/define.ts';
import { realPath } from '../../support/files.ts';
import { pathPart, pathText } from '../../support/paths.ts';

export default defineFilter({
  doc: 'A path with every symbolic link followed; parts that do not exist stay.',
  signature: 'realpath(filename)',
  volatile: true,
  run: (_ctx, filename) => pathPart(filename!, realPath(pathText(filename!))),
});
