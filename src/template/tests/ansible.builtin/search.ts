import { defineTest } from '../../../jinja/define.ts';
import { matches } from '../../support/regex-test.ts';

export default defineTest({
  doc: 'A text matches a regular expression anywhere.',
  signature: "search(value, pattern='', ignorecase=False, multiline=False)",
  run: (_ctx, value, pattern, ignorecase, multiline) =>
    matches(value!, pattern!, ignorecase!, multiline!, 'search'),
});
