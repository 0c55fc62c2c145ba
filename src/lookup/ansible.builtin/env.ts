import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';

export default defineLookup({
  description: 'Values of environment variables of the control node.',
  options: {
    default: { description: 'What is given for a variable that is not set.', type: 'raw', default: '' },
  },
  run: (terms, options, ctx) =>
    terms.map((t) => ctx.env[nativeText(t).split(/\s+/)[0]!] ?? options.get('default')!),
});
