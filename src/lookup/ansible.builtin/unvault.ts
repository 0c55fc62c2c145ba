import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';
import { locate, lookupFailure } from '../support/files.ts';

export default defineLookup({
  description: 'Decrypted contents of files of the control node.',
  options: {},
  run: (terms, _options, ctx) =>
    terms.map((term) => {
      const name = nativeText(term);
      const path = locate(ctx, 'files', name);
      if (path === undefined) throw lookupFailure(`Unable to find file matching "${name}" `, 'parser');
      return ctx.readFile(path).toString('utf8');
    }),
});
