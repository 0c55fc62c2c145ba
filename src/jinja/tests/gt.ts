import { order } from '../../value/compare.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a value is greater than another.',
  signature: '%gt(a, b)',
  aliases: ['>', 'greaterthan'],
  run: (_ctx, a, b) => order(a!, b!, '>'),
});
