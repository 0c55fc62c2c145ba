import { defineFilter } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { patternText, replacementText } from '../../support/pattern.ts';
import { nativeText } from '../../support/py.ts';
import { pythonRegex } from '../../support/python-re.ts';

export default defineFilter({
  doc: 'Replaces what matches a regular expression; the replacement may name groups (\\1, \\g<name>).',
  signature: "regex_replace(value='', pattern='', replacement='', ignorecase=False, multiline=False)",
  run: (_ctx, value, pattern, replacement, ignorecase, multiline) =>
    pythonRegex(patternText(pattern!), { ignoreCase: truth(ignorecase!), multiline: truth(multiline!) }).sub(
      replacementText(replacement!),
      nativeText(value!),
    ),
});
