import { defineTest } from '../../../jinja/define.ts';
import { isUnreachable } from '../../support/results.ts';

export default defineTest({
  doc: 'The host could not be reached.',
  signature: 'unreachable(result)',
  run: (_ctx, result) => isUnreachable(result!),
});
