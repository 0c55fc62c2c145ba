import { defineFilter } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { iterate, str } from '../../support/py.ts';
import { compareLoose } from '../../support/version.ts';

export default defineFilter({
  doc: 'A list of version numbers in their order.',
  signature: 'version_sort(value, reverse=False)',
  run(_ctx, value, reverse) {
    const turn = truth(reverse!) ? -1 : 1;
    return [...iterate(value!)].sort((a, b) => turn * compareLoose(str(a), str(b)));
  },
});
