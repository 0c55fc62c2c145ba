import { equal } from '../../value/compare.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether two values differ.',
  signature: '%ne(a, b)',
  aliases: ['!='],
  run: (_ctx, a, b) => !equal(a!, b!),
});
