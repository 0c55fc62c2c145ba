import { defineTest } from '../../../jinja/define.ts';
import { isFailed } from '../../support/results.ts';

export default defineTest({
  doc: 'The task did not fail.',
  signature: 'success(result)',
  aliases: ['succeeded', 'successful'],
  run: (_ctx, result) => !isFailed(result!),
});
