import { call } from '../../value/callable.ts';
import { getAttribute } from '../../value/protocol.ts';
import { defineFilter } from '../define.ts';
import { softStr } from '../support/attribute.ts';

export default defineFilter({
  doc: 'Centers a text in a field.',
  signature: 'do_center(value, width=80)',
  run: (_ctx, v, width) => call(getAttribute(softStr(v!), 'center'), [width!]),
});
