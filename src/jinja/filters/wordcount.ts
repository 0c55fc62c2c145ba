import { defineFilter } from '../define.ts';
import { plain } from '../support/attribute.ts';

export default defineFilter({
  doc: 'The number of words.',
  signature: 'do_wordcount(s)',
  run: (_ctx, s) => (plain(s!).match(/[\p{L}\p{N}_]+/gu) ?? []).length,
});
