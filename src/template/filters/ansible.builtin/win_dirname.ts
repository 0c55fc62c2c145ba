import { defineFilter } from '../../../jinja/define.ts';
import { pathText, splitWindows } from '../../support/paths.ts';

export default defineFilter({
  doc: 'The directory of a Windows path.',
  signature: 'dirname(p)',
  run: (_ctx, p) => splitWindows(pathText(p!))[0],
});
