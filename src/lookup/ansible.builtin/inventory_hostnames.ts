import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';

export default defineLookup({
  description: 'Hosts of the inventory that match patterns.',
  options: {},
  run: (terms, _options, ctx) => (terms.length === 0 ? [] : [...ctx.hosts(terms.map(nativeText).join(','))]),
});
