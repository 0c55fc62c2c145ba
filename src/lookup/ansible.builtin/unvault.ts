import { defineLookup } from '../../template/define.ts';
import { locate, lookupFailure } from '../support/files.ts';
import { textTerm } from '../support/terms.ts';

export default defineLookup({
  description: 'Decrypted contents of files of the control node.',
  options: {},
  run: (terms, _options, ctx) =>
    terms.map((term) => {
      const name = textTerm(term, 'startswith');
      const path = locate(ctx, 'files', name);
      if (path === undefined) throw lookupFailure(`Unable to find file matching "${name}" `, 'parser');
      return ctx.readFile(path).toString('utf8');
    }),
});
