import { defineFilter } from '../../../jinja/define.ts';
import { filterError } from '../../errors.ts';
import { pathPart } from '../../support/paths.ts';
import { nativeText } from '../../support/py.ts';
import { escapeRegex } from '../../support/python-re.ts';

export default defineFilter({
  doc: "A text with a regular expression's special characters escaped: Python's (python) or POSIX basic ones.",
  signature: "regex_escape(string, re_type='python')",
  run(_ctx, string, type) {
    const kind = nativeText(type!);
    const text = nativeText(string!);
    if (kind === 'python') return pathPart(string!, escapeRegex(text));
    if (kind === 'posix_basic') return pathPart(string!, text.replace(/[[\]^.*$\\]/g, '\\$&'));
    if (kind === 'posix_extended') throw filterError(`Regex type (${kind}) not yet implemented`);
    throw filterError(`Invalid regex type (${kind})`);
  },
});
