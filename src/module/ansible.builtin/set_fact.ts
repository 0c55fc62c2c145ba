import { asText } from '../../value/text.ts';
import { type Dict, UnsafeText, type Value } from '../../value/types.ts';
import { coerce } from '../argspec/coerce.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import { actionFailure, pythonFailure } from '../support/action-failure.ts';
import { badVariableName, isIdentifier } from '../support/identifier.ts';

const booleanText = /^(?:true|false|yes|no)$/i;

/** `cacheable` as a bool; Ansible's action ends in Python's error where it is none. */
function wanted(value: Value): boolean {
  try {
    return coerce(asText(value) ?? value, 'bool') === true;
  } catch (e) {
    throw pythonFailure('TypeError', (e as Error).message);
  }
}

/** Names of variables may be templates too. */
async function nameOf(ctx: ModuleContext<unknown>, key: Value): Promise<string> {
  const text = strArgument(key);
  return text.includes('{{') && !(key instanceof UnsafeText)
    ? strArgument(await ctx.templar.template(key))
    : text;
}

export default defineModule<{ readonly cacheable: Value }>({
  shortDescription: 'Sets variables of the host',
  description:
    'Each argument becomes a variable of the host for the rest of the run; with `cacheable`, a fact in the cache as well.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/set_fact_module.html',
  options: {
    key_value: { type: 'raw', unlisted: true, description: 'Any name = value; as many as wanted.' },
    cacheable: { type: 'raw', default: false, description: 'Keeps them as facts in the fact cache, too.' },
  },
  examples: '- ansible.builtin.set_fact:\n    one_fact: something\n    other_fact: "{{ local_var * 2 }}"\n',
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    const facts: Dict = new Map();
    let cacheable = false;
    let native: boolean | undefined;
    for (const [key, value] of ctx.rawParams) {
      const name = await nameOf(ctx, key);
      if (name === 'cacheable') {
        cacheable = wanted(value);
        continue;
      }
      if (!isIdentifier(name)) throw actionFailure(badVariableName(name));
      const text = asText(value);
      native ??= ctx.setting('DEFAULT_JINJA2_NATIVE') === true;
      // Templates give text, so that yes and no are made booleans again here.
      facts.set(
        name,
        text !== undefined && !native && booleanText.test(text) ? /^(?:true|yes)$/i.test(text) : value,
      );
    }
    if (facts.size === 0)
      throw actionFailure('No key/value pairs provided, at least one is required for this action to succeed');
    return { ansible_facts: facts, _ansible_facts_cacheable: cacheable };
  },
});
