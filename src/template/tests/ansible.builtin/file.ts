import { defineTest } from '../../../jinja/define.ts';
import { statOf } from '../../support/files.ts';
import { statPath } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is a regular file (links are followed).',
  signature: 'isfile(path)',
  aliases: ['is_file'],
  volatile: true,
  run(_ctx, path) {
    const name = statPath(path!);
    return (name !== undefined && statOf(name)?.isFile()) ?? false;
  },
});
