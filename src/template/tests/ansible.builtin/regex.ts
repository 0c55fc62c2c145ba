import { defineTest } from '../../../jinja/define.ts';
import { nativeText } from '../../support/py.ts';
import { matches } from '../../support/regex-test.ts';

export default defineTest({
  doc: 'A text matches a regular expression: anywhere, or as `match_type` says (search, match, fullmatch).',
  signature: "regex(value='', pattern='', ignorecase=False, multiline=False, match_type='search')",
  run: (_ctx, value, pattern, ignorecase, multiline, how) =>
    matches(value!, pattern!, ignorecase!, multiline!, nativeText(how!)),
});
