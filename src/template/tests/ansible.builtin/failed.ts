import { defineTest } from '../../../jinja/define.ts';
import { failedValue } from '../../support/results.ts';

export default defineTest({
  doc: 'The task failed.',
  signature: 'failed(result)',
  aliases: ['failure'],
  run: (_ctx, result) => failedValue(result!),
});
