import { defineTest } from '../../../jinja/define.ts';
import { statOf } from '../../support/files.ts';
import { statPath } from '../../support/paths.ts';

export default defineTest({
  doc: 'There is a directory (links are followed).',
  signature: 'isdir(s)',
  aliases: ['is_dir'],
  volatile: true,
  run(_ctx, s) {
    const name = statPath(s!);
    return (name !== undefined && statOf(name)?.isDirectory()) ?? false;
  },
});
