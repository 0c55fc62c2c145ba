import { defineLookup } from '../../template/define.ts';

export default defineLookup({
  description: 'Returns what it is given.',
  options: {},
  run: (terms) => [...terms],
});
