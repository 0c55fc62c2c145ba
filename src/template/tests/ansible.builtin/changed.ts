import { defineTest } from '../../../jinja/define.ts';
import { changedValue } from '../../support/results.ts';

export default defineTest({
  doc: 'The task changed something (for a loop: one of its items).',
  signature: 'changed(result)',
  aliases: ['change'],
  run: (_ctx, result) => changedValue(result!),
});
