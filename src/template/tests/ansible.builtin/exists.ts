import { defineTest } from '../../../jinja/define.ts';
import { statOf } from '../../support/files.ts';
import { statPath } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is something (links are followed).',
  signature: 'exists(path)',
  volatile: true,
  run(_ctx, path) {
    const name = statPath(path!);
    return name !== undefined && statOf(name) !== undefined;
  },
});
