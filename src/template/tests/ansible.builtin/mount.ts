import { defineTest } from '../../../jinja/define.ts';
import { isMount } from '../../support/files.ts';
import { lstatPath } from '../../support/paths.ts';

export default defineTest({
  doc: 'A file system is mounted there.',
  signature: 'ismount(path)',
  aliases: ['is_mount'],
  volatile: true,
  run: (_ctx, path) => isMount(lstatPath(path!)),
});
