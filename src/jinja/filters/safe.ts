import { str } from '../../value/repr.ts';
import { Markup } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'Marks a text as safe HTML.',
  signature: 'do_mark_safe(value)',
  run: (_ctx, v) => (v instanceof Markup ? v : new Markup(str(v!))),
});
