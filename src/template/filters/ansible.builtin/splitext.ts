import { defineFilter } from '../../../jinja/define.ts';
import { pathPair, pathText, splitExtension } from '../../support/paths.ts';

export default defineFilter({
  doc: 'A path as a pair: what stands before the last extension, and that extension with its dot.',
  signature: 'splitext(p)',
  run: (_ctx, p) => pathPair(p!, splitExtension(pathText(p!))),
});
