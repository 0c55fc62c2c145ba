import { defineFilter } from '../../../jinja/define.ts';
import { pathPart, pathText, splitWindows } from '../../support/paths.ts';

export default defineFilter({
  doc: 'The last name of a Windows path.',
  signature: 'basename(p)',
  run: (_ctx, p) => pathPart(p!, splitWindows(pathText(p!))[1]),
});
