import { length } from '../../value/iterate.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'The number of items of a sequence or mapping, or of characters.',
  signature: '!len(obj)',
  aliases: ['count'],
  run: (_ctx, v) => length(v!),
});
