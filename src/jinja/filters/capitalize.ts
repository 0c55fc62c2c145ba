import { capitalize } from '../../value/str-case.ts';
import { likeText } from '../../value/text.ts';
import { defineFilter } from '../define.ts';
import { plain, softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'First character in upper case, the rest in lower case.',
  signature: 'do_capitalize(s)',
  run: (_ctx, s) => likeText(softStr(s!), capitalize(plain(s!))),
});
