import { notices } from '../../errors/notices.ts';
import { defineLookup, type LookupContext, type LookupDefinition, Pending } from '../../template/define.ts';
import { classRepr } from '../../template/errors.ts';
import { findLookup } from '../../template/lookup-call.ts';
import { repr } from '../../template/support/py.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';

/** Names in the place of Ansible's settings that are functions and classes. */
const notSettings = new Set(['ConfigManager', 'Sequence', 'add_internal_fqcns', 'set_constant', 'to_text']);

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
    plugin_type: {
      description: 'Kind of the plugin whose setting is asked for.',
      type: 'str',
      choices: [
        ...['become', 'cache', 'callback', 'cliconf', 'connection', 'httpapi'],
        ...['inventory', 'lookup', 'netconf', 'shell', 'vars'],
      ],
    },
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
    const option = type && name ? pluginOption(type, name, ctx) : undefined;
    const out: Value[] = [];
    for (const term of terms) {
      const setting = asText(term);
      if (setting === undefined) {
        throw new PyError(
          'AnsibleOptionsError',
          `Invalid setting identifier, "${repr(term)}" is not a string, its a ${classRepr(term)}`,
        );
      }
      let cause: string;
      if (option) {
        const found = option(setting);
        if (found !== undefined) {
          out.push(found);
          continue;
        }
        cause = `Requested entry (plugin_type: ${type} plugin: ${name} setting: ${setting} ) was not defined in configuration.`;
      } else if (ctx.hasSetting(setting)) {
        out.push(ctx.setting(setting));
        continue;
      } else if (notSettings.has(setting)) {
        throw new PyError('AnsibleLookupError', `Invalid setting "${setting}" attempted`);
      } else cause = `module 'ansible.constants' has no attribute '${setting}'`;
      const missing = options.get('on_missing');
      if (missing === 'error')
        throw new PyError('AnsibleLookupError', `Unable to find setting ${setting}. ${cause}. ${cause}`);
      if (missing === 'warn') notices().warning(`Skipping, did not find setting ${setting}`);
    }
    return out;
  },
});

type PluginOption = (option: string) => Value | undefined;

/** Gives a plugin's options: variables of the task first, as they stand (not templated). */
function pluginOption(type: string, name: string, ctx: LookupContext): PluginOption {
  const world = ctx.templar.environment;
  if (type === 'lookup') {
    const { options } = lookupNamed(ctx, name);
    return (option) => (Object.hasOwn(options, option) ? (options[option]?.default ?? null) : undefined);
  }
  const option = world.pluginOption?.(type, name, (variable) => ctx.vars.get(variable));
  if (option === undefined) throw unloadable(type, name);
  return option;
}

function lookupNamed(ctx: LookupContext, name: string): LookupDefinition {
  try {
    return findLookup(ctx.templar.environment, name);
  } catch (e) {
    throw e instanceof Pending ? e : unloadable('lookup', name);
  }
}

const unloadable = (type: string, name: string): PyError =>
  new PyError('AnsibleLookupError', `Unable to load ${type} plugin "${name}"`);
