import { defineFilter } from '../define.ts';
import { softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'As a text.',
  signature: '!markupsafe._speedups.soft_str(s)',
  run: (_ctx, v) => softStr(v!),
});
