import { defineTest } from '../../../jinja/define.ts';
import { asyncFlag } from '../../support/results.ts';

export default defineTest({
  doc: 'The asynchronous task has ended.',
  signature: 'finished(result)',
  run: (_ctx, result) => asyncFlag(result!, 'finished'),
});
