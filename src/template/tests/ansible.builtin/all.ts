import { defineTest } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { iterate } from '../../support/py.ts';

export default defineTest({
  doc: 'Every member of the list is true.',
  signature: '!all(iterable)',
  run(_ctx, iterable) {
    for (const v of iterate(iterable!)) if (!truth(v)) return false;
    return true;
  },
});
