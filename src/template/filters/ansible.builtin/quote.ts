import { defineFilter } from '../../../jinja/define.ts';
import { str } from '../../support/py.ts';
import { shellQuote } from '../../support/shell.ts';

export default defineFilter({
  doc: 'A text quoted for a POSIX shell.',
  signature: 'quote(a)',
  run: (_ctx, a) => shellQuote(a === null ? '' : str(a!)),
});
