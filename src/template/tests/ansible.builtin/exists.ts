import { defineTest } from '../../../jinja/define.ts';
import { statOf } from '../../support/files.ts';
import { pathText } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is something (links are followed).',
  signature: 'exists(path)',
  volatile: true,
  run: (_ctx, path) => statOf(pathText(path!)) !== undefined,
});
