import { stripTags } from '../../value/html-text.ts';
import { str } from '../../value/repr.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'Without HTML tags, whitespace runs as one space.',
  signature: 'do_striptags(value)',
  run: (_ctx, v) => stripTags(str(v!)),
});
