import { order } from '../../value/compare.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a value is less than another.',
  signature: '%lt(a, b)',
  aliases: ['<', 'lessthan'],
  run: (_ctx, a, b) => order(a!, b!, '<'),
});
