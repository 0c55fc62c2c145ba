import { defineFilter } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { flatten } from '../../support/flatten.ts';
import { iterate } from '../../support/py.ts';

export default defineFilter({
  doc: 'Lists in lists laid flat, all the way or `levels` deep; null items are left out unless `skip_nulls` is false.',
  signature: 'flatten(mylist, levels=None, skip_nulls=True)',
  run: (_ctx, mylist, levels, skipNulls) =>
    flatten(iterate(mylist!), levels === null ? null : Number(levels), truth(skipNulls!)),
});
