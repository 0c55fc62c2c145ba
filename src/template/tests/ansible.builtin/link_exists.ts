import { defineTest } from '../../../jinja/define.ts';
import { lstatOf } from '../../support/files.ts';
import { lstatPath } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is something, a broken link included.',
  signature: 'lexists(path)',
  volatile: true,
  run: (_ctx, path) => lstatOf(lstatPath(path!)) !== undefined,
});
