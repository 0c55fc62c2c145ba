import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';

export default defineLookup({
  description: 'Hosts of the inventory that match patterns.',
  options: {},
  run: (terms, _options, ctx) => [...ctx.hosts(terms.map(nativeText).join(','))],
});
