import { defineTest } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { iterate } from '../../support/py.ts';

export default defineTest({
  doc: 'One member of the list is true.',
  signature: '!any(iterable)',
  run(_ctx, iterable) {
    for (const v of iterate(iterable!)) if (truth(v)) return true;
    return false;
  },
});
