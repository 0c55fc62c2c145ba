import { defineLookup } from '../../template/define.ts';
import { flatten } from '../../template/support/flatten.ts';
import { tuple } from '../../template/support/py.ts';

export default defineLookup({
  description: 'Items with their places, as pairs.',
  options: {},
  run: (terms) => flatten(terms, 1, false).map((v, i) => tuple([i, v])),
});
