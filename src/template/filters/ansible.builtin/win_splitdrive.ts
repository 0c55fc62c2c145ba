import { defineFilter } from '../../../jinja/define.ts';
import { pathText, splitDrive } from '../../support/paths.ts';
import { tuple } from '../../support/py.ts';

export default defineFilter({
  doc: 'A Windows path as a pair: drive (or `\\\\host\\share`) and rest.',
  signature: 'splitdrive(p)',
  run: (_ctx, p) => tuple(splitDrive(pathText(p!))),
});
