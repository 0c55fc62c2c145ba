import { defineFilter } from '../../../jinja/define.ts';
import { attributeError, PyError } from '../../../value/errors.ts';
import { truth } from '../../../value/truth.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { patternText } from '../../support/pattern.ts';
import { nativeText } from '../../support/py.ts';
import { type PyMatch, pythonRegex } from '../../support/python-re.ts';

/** What `\\1` and `\\g<name>` ask for. */
function groupOf(argument: string): string | number {
  if (!argument.startsWith('\\')) throw filterError('Unknown argument');
  const m = argument.startsWith('\\g') ? /^\\g<(\S+)>/.exec(argument) : /^\\(\d+)/.exec(argument);
  // What is neither ends as Python's error, as in Ansible.
  if (!m) throw attributeError("'NoneType' object has no attribute 'group'");
  return argument.startsWith('\\g') ? m[1]! : Number(m[1]);
}

function groupValue(m: PyMatch, group: string | number): Value {
  const n = typeof group === 'number' ? group : /^\d+$/.test(group) ? Number(group) : m.names.get(group);
  if (n === undefined || n >= m.groups.length) throw new PyError('IndexError', 'no such group');
  return m.groups[n] ?? null;
}

export default defineFilter({
  doc: 'The first match of a regular expression, or the groups of it that are named (\\\\1, \\\\g<name>).',
  signature: 'regex_search(value, regex, *args, **kwargs)',
  run(_ctx, value, regex, args, kwargs) {
    const groups = (args as Value[]).map((a) => groupOf(nativeText(a)));
    const flag = (name: string): boolean => truth((kwargs as Dict).get(name) ?? false);
    const m = pythonRegex(patternText(regex!), {
      ignoreCase: flag('ignorecase'),
      multiline: flag('multiline'),
    }).search(nativeText(value!));
    if (!groups.length) return m ? m.groups[0]! : null;
    if (!m) return null;
    return groups.map((g) => groupValue(m, g));
  },
});
