import { equal } from '../../value/compare.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether two values are equal.',
  signature: '%eq(a, b)',
  aliases: ['==', 'equalto'],
  run: (_ctx, a, b) => equal(a!, b!),
});
