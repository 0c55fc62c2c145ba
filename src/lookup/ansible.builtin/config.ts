import { notices } from '../../errors/notices.ts';
import { defineLookup } from '../../template/define.ts';
import { classRepr } from '../../template/errors.ts';
import { repr } from '../../template/support/py.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';

export default defineLookup({
  description:
    'Values of settings of ansible.cfg and the ANSIBLE_* variables, by their names in the settings table.',
  options: {
    on_missing: {
      description: 'What to do for a name that there is not: error, skip or warn.',
      type: 'str',
      default: 'error',
      choices: ['error', 'skip', 'warn'],
    },
    plugin_type: { description: 'Kind of the plugin whose setting is asked for.', type: 'str' },
    plugin_name: { description: 'Name of the plugin whose setting is asked for.', type: 'str' },
  },
  run(terms, options, ctx) {
    const [type, name] = [
      asText(options.get('plugin_type') ?? null),
      asText(options.get('plugin_name') ?? null),
    ];
    if ((type || name) && !(type && name)) {
      throw new PyError(
        'AnsibleOptionsError',
        'Both plugin_type and plugin_name are required, cannot use one without the other',
      );
    }
    const out: Value[] = [];
    for (const term of terms) {
      const setting = asText(term);
      if (setting === undefined) {
        throw new PyError(
          'AnsibleOptionsError',
          `Invalid setting identifier, "${repr(term)}" is not a string, its a ${classRepr(term)}`,
        );
      }
      // A plugin's option has the plugin's place before its name: "connection ssh remote_user".
      const key = type ? `${type} ${name} ${setting}` : setting;
      if (ctx.hasSetting(key)) {
        out.push(ctx.setting(key));
        continue;
      }
      const missing = options.get('on_missing');
      if (missing === 'error') {
        const cause = type
          ? 'Requested entry was not defined in configuration.'
          : `module 'ansible.constants' has no attribute '${setting}'`;
        throw new PyError('AnsibleLookupError', `Unable to find setting ${setting}. ${cause}. ${cause}`);
      }
      if (missing === 'warn') notices().warning(`Skipping, did not find setting ${setting}`);
    }
    return out;
  },
});
