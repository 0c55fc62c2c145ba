import { defineFilter } from '../../../jinja/define.ts';
import { pathPart, pathText, splitWindows } from '../../support/paths.ts';

export default defineFilter({
  doc: 'The directory of a Windows path.',
  signature: 'dirname(p)',
  run: (_ctx, p) => pathPart(p!, splitWindows(pathText(p!))[0]),
});
