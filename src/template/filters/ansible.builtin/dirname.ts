import { defineFilter } from '../../../jinja/define.ts';
import { pathPart, pathText, splitPath } from '../../support/paths.ts';

export default defineFilter({
  doc: 'The directory of a path.',
  signature: 'dirname(p)',
  run: (_ctx, p) => pathPart(p!, splitPath(pathText(p!))[0]),
});
