import { str } from '../../value/repr.ts';
import { escapeHtml } from '../../value/text.ts';
import { Markup } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'Escapes HTML, even what is marked as safe.',
  signature: 'do_forceescape(value)',
  run: (_ctx, v) => new Markup(escapeHtml(str(v!))),
});
