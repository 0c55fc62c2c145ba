import { defineFilter } from '../../../jinja/define.ts';
import { isIterable, iterate } from '../../support/py.ts';
import { pickerFor } from '../../support/random.ts';

export default defineFilter({
  doc: 'A list in random order; with `seed` always the same one.',
  signature: 'randomize_list(mylist, seed=None)',
  volatile: true,
  run(_ctx, mylist, seed) {
    // What is no list is handed back as it is, as Ansible does.
    if (!isIterable(mylist!)) return mylist!;
    return pickerFor(seed!).shuffle([...iterate(mylist!)]);
  },
});
