import { defineFilter } from '../../../jinja/define.ts';
import { uniqueItems } from '../../support/unique.ts';

export default defineFilter({
  doc: 'The members of a list, each once; texts that differ only by case count as one unless `case_sensitive`.',
  signature: 'unique(environment, a, case_sensitive=None, attribute=None)',
  run: (ctx, a, caseSensitive, attribute) => uniqueItems(ctx, a!, caseSensitive!, attribute!),
});
