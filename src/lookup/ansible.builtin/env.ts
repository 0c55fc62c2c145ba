import { UndefinedVariableError } from '../../errors/ansible-error.ts';
import { defineLookup } from '../../template/define.ts';
import { indexError } from '../../value/errors.ts';
import { isUndefined } from '../../value/undefined.ts';
import { textTerm } from '../support/terms.ts';

export default defineLookup({
  description: 'Values of environment variables of the control node.',
  options: {
    default: { description: 'What is given for a variable that is not set.', type: 'raw', default: '' },
  },
  run: (terms, options, ctx) =>
    terms.map((t) => {
      const name = textTerm(t, 'split').trim().split(/\s+/)[0]!;
      if (name === '') throw indexError('list index out of range');
      const fallback = options.get('default')!;
      const value = ctx.env[name];
      if (value === undefined && isUndefined(fallback)) {
        const text = `The "env" lookup, found an undefined variable: ${name}`;
        throw new UndefinedVariableError(`${text}. ${text}`);
      }
      return value ?? fallback ?? '';
    }),
});
