import { defineFilter } from '../../../jinja/define.ts';
import { pathPair, pathText, splitDrive } from '../../support/paths.ts';

export default defineFilter({
  doc: 'A Windows path as a pair: drive (or `\\\\host\\share`) and rest.',
  signature: 'splitdrive(p)',
  run: (_ctx, p) => pathPair(p!, splitDrive(pathText(p!))),
});
