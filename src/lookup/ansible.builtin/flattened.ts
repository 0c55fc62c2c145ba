import { defineLookup } from '../../template/define.ts';
import { flatten } from '../../template/support/flatten.ts';

export default defineLookup({
  description: 'List of items, lists in lists laid flat all the way.',
  options: {},
  run: (terms, _options, ctx) =>
    flatten(
      terms.map((t) => ctx.template(t)),
      null,
      true,
    ),
});
