import { notices } from '../errors/notices.ts';
import { isPyError, PyError } from '../value/errors.ts';
import { repr, str } from '../value/repr.ts';
import { asText, isUnsafe } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import type { Value } from '../value/types.ts';
import { Pending } from './define.ts';
import { ansibleError } from './errors.ts';
import { problemText, pyErrorOf } from './problems.ts';
import type { Templar, TemplateOptions } from './templar.ts';

/** Tests for a name's being defined, as they stand in a condition. */
const DEFINED = /(hostvars\[.+?\]|\w+)\s+(not\s+is|is\s+not|is)\s+(defined|undefined)/g;

/** One condition, Ansible's way. `template` renders inside the evaluation in force. */
export function conditionHolds(
  templar: Templar,
  condition: Value,
  template: (v: Value, o: TemplateOptions) => Value,
): boolean {
  try {
    return check(templar, condition, template);
  } catch (e) {
    if (e instanceof Pending) throw e;
    const p = pyErrorOf(e);
    throw new PyError(
      'AnsibleError',
      `The conditional check '${asText(condition) ?? str(condition)}' failed. The error was: ${problemText(p)}`,
      { cause: e },
    );
  }
}

function check(
  templar: Templar,
  original: Value,
  template: (v: Value, o: TemplateOptions) => Value,
): boolean {
  let condition = original;
  if (asText(condition) !== undefined && templar.isTemplate(asText(condition)!)) {
    notices().warning(
      `conditional statements should not include jinja2 templating delimiters such as {{ }} or {% %}. Found: ${asText(condition)}`,
    );
  }
  try {
    let disableLookups = isUnsafe(condition);
    condition = template(condition, { disableLookups });
    if (typeof condition === 'boolean') return condition;
    const text = asText(condition);
    if (text === undefined || text === '') return truth(condition);
    disableLookups ||= isUnsafe(condition);
    const shown = template(`{% if ${text} %} True {% else %} False {% endif %}`, { disableLookups });
    const result = (asText(shown) ?? repr(shown)).trim();
    if (result === 'True') return true;
    if (result === 'False') return false;
    throw ansibleError(`unable to evaluate conditional: ${asText(original) ?? str(original)}`);
  } catch (e) {
    if (!isPyError(e, 'AnsibleUndefinedVariable') && !isPyError(e, 'UndefinedError')) throw e;
    const text = asText(condition) ?? str(condition);
    const name = /'(hostvars\[.+\]|\w+)' is undefined/.exec(e.message)?.[1]?.replaceAll("'", '"');
    for (const m of text.matchAll(DEFINED)) {
      if (m[1]!.replaceAll("'", '"') !== name) continue;
      // The test itself could not be made: the name is not there.
      return m[2]!.includes('not') === (m[3] === 'defined');
    }
    throw new PyError(
      'AnsibleUndefinedVariable',
      `error while evaluating conditional (${asText(original) ?? str(original)}): ${e.message}`,
      { cause: e },
    );
  }
}
