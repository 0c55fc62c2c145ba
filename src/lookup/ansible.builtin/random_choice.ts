import { randomInt } from 'node:crypto';
import { defineLookup } from '../../template/define.ts';

export default defineLookup({
  description: 'One of the items, by chance.',
  options: {},
  run: (terms) => (terms.length ? [terms[randomInt(terms.length)]!] : []),
});
