// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { defineFilter } from '../define.ts';
import { escape } from '../markup.ts';

export default defineFilter({
  doc: 'Escapes HTML, unless it is marked as safe.',
  signature: '!markupsafe._speedups.escape(s)',
  aliases: ['e'],
  run: (_ctx, v) => escape(v!),
});
