import { defineFilter } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { patternText } from '../../support/pattern.ts';
import { nativeText, tuple } from '../../support/py.ts';
import { pythonRegex } from '../../support/python-re.ts';

export default defineFilter({
  doc: 'All matches of a regular expression: texts, or tuples of its groups where it has several.',
  signature: 'regex_findall(value, regex, multiline=False, ignorecase=False)',
  run: (_ctx, value, regex, multiline, ignorecase) =>
    pythonRegex(patternText(regex!), { ignoreCase: truth(ignorecase!), multiline: truth(multiline!) })
      .findall(nativeText(value!))
      .map((m) => (typeof m === 'string' ? m : tuple(m))),
});
