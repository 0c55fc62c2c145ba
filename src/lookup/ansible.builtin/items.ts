import { defineLookup } from '../../template/define.ts';

export default defineLookup({
  description: 'List of items, lists among them laid flat by one level.',
  options: {},
  run: (terms) => terms.flatMap((t) => (Array.isArray(t) ? [...t] : [t])),
});
