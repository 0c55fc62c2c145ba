import { defineFilter } from '../define.ts';
import { pformat } from '../support/pprint.ts';

export default defineFilter({
  doc: 'For reading: long structures over several lines.',
  signature: 'do_pprint(value)',
  run: (_ctx, v) => pformat(v!),
});
