import { defineFilter } from '../../../jinja/define.ts';
import { makeDict } from '../../support/py.ts';

export default defineFilter({
  doc: 'A dict with the one key that is given.',
  signature: 'dict_kv(value, key)',
  run: (_ctx, value, key) => makeDict([key!, value!]),
});
