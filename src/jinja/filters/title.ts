import { chars } from '../../value/text.ts';
import { defineFilter } from '../define.ts';
import { plain } from '../support/attribute.ts';

export default defineFilter({
  doc: 'Every word with a capital.',
  signature: 'do_title(s)',
  run: (_ctx, s) => {
    const upper = (c: string) => c.toUpperCase();
    return plain(s!)
      .split(/([-\s({[<]+)/)
      .filter((x) => x !== '')
      .map((x) => {
        const list = chars(x);
        return upper(list[0]!) + list.slice(1).join('').toLowerCase();
      })
      .join('');
  },
});
