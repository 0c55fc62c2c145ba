import { defineTest } from '../../../jinja/define.ts';
import { isSkipped } from '../../support/results.ts';

export default defineTest({
  doc: 'The task was skipped.',
  signature: 'skipped(result)',
  aliases: ['skip'],
  run: (_ctx, result) => isSkipped(result!),
});
