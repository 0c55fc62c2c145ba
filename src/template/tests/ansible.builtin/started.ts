import { defineTest } from '../../../jinja/define.ts';
import { asyncFlag } from '../../support/results.ts';

export default defineTest({
  doc: 'The asynchronous task has begun.',
  signature: 'started(result)',
  run: (_ctx, result) => asyncFlag(result!, 'started'),
});
