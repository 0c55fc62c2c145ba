import { defineFilter } from '../../../jinja/define.ts';
import { pathText, splitExtension } from '../../support/paths.ts';
import { tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'A path as a pair: what stands before the last extension, and that extension with its dot.',
  signature: 'splitext(p)',
  run: (_ctx, p) => tuple(splitExtension(pathText(p!))),
});
