import { likeText } from '../../value/text.ts';
import { defineFilter } from '../define.ts';
import { plain, softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'In lower case.',
  signature: 'do_lower(s)',
  run: (_ctx, s) => likeText(softStr(s!), plain(s!).toLowerCase()),
});
