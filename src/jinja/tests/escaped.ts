import { Markup } from '../../value/types.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether a text is marked as safe HTML.',
  signature: 'test_escaped(value)',
  run: (_ctx, v) =>
    v instanceof Markup || (v instanceof Undefined && (v.kind === 'chainable' || v.kind === 'ansible')),
});
