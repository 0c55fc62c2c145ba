import { likeText } from '../../value/text.ts';
import { defineFilter } from '../define.ts';
import { plain, softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'In upper case.',
  signature: 'do_upper(s)',
  run: (_ctx, s) => likeText(softStr(s!), plain(s!).toUpperCase()),
});
