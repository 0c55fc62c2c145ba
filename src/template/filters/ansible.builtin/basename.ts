import { defineFilter } from '../../../jinja/define.ts';
import { pathPart, pathText, splitPath } from '../../support/paths.ts';

export default defineFilter({
  doc: 'The last name of a path.',
  signature: 'basename(p)',
  run: (_ctx, p) => pathPart(p!, splitPath(pathText(p!))[1]),
});
