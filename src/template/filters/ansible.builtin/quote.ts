import { defineFilter } from '../../../jinja/define.ts';
import { pathPart } from '../../support/paths.ts';
import { nativeText } from '../../support/py.ts';
import { shellQuote } from '../../support/shell.ts';

export default defineFilter({
  doc: 'A text quoted for a POSIX shell.',
  signature: 'quote(a)',
  run: (_ctx, a) => pathPart(a!, shellQuote(a === null ? '' : nativeText(a!))),
});
