import { order } from '../../value/compare.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a value is at least another.',
  signature: '%ge(a, b)',
  aliases: ['>='],
  run: (_ctx, a, b) => order(a!, b!, '>='),
});
