import { call } from '../../value/callable.ts';
import { getAttribute } from '../../value/protocol.ts';
import { defineFilter } from '../define.ts';
import { softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'Without the given characters (whitespace) at both ends.',
  signature: 'do_trim(value, chars=None)',
  run: (_ctx, v, set) => call(getAttribute(softStr(v!), 'strip'), [set!]),
});
