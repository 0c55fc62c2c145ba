import { defineFilter } from '../../../jinja/define.ts';
import { expandUser } from '../../support/home.ts';
import { pathPart, pathText } from '../../support/paths.ts';

export default defineFilter({
  doc: 'A path with `~` and `~user` at its start replaced by the home directory.',
  signature: 'expanduser(path)',
  volatile: true,
  run: (_ctx, path) => pathPart(path!, expandUser(pathText(path!))),
});
