import { defineTest } from '../../../jinja/define.ts';
import { isUnreachable } from '../../support/results.ts';

export default defineTest({
  doc: 'The host could be reached.',
  signature: 'reachable(result)',
  run: (_ctx, result) => !isUnreachable(result!),
});
