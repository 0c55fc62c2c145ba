import { defineLookup } from '../../template/define.ts';
import { statOf } from '../../template/support/files.ts';
import { truth } from '../../value/truth.ts';
import { locate, lookupFailure } from '../support/files.ts';
import { textTerm } from '../support/terms.ts';

export default defineLookup({
  description: 'Contents of files of the control node.',
  options: {
    rstrip: { description: 'Drop blanks and line ends at the end.', type: 'bool', default: true },
    lstrip: { description: 'Drop blanks and line ends at the start.', type: 'bool', default: false },
  },
  run: (terms, options, ctx) =>
    terms.map((term) => {
      const name = textTerm(term, 'startswith');
      const path = locate(ctx, 'files', name);
      if (path === undefined || statOf(path)?.isDirectory())
        throw lookupFailure(`could not locate file in lookup: ${name}`);
      let text = ctx.readFile(path).toString('utf8');
      if (truth(options.get('lstrip')!)) text = text.trimStart();
      if (truth(options.get('rstrip')!)) text = text.trimEnd();
      return text;
    }),
});
