import { AnsibleError } from '../../errors/ansible-error.ts';
import { asText } from '../../value/text.ts';
import type { Dict, Value } from '../../value/types.ts';
import { classOf } from '../argspec/coerce.ts';
import { argumentErrors, specFromDict, unwrapArgument } from '../argspec/index.ts';
import { reprArgument, strArgument } from '../argspec/repr.ts';
import { defineModule } from '../define.ts';

/** Texts of playbooks bear this name in Ansible's messages; values that never were YAML keep Python's names. */
const yamlText = "<class 'ansible.parsing.yaml.objects.AnsibleUnicode'>";
const named = (message: string): string => message.replaceAll("<class 'str'>", yamlText);

function dictArgument(args: Dict, name: string): Dict {
  const v = args.get(name);
  if (v === undefined) return new Map();
  if (v instanceof Map) return v;
  throw new AnsibleError(
    `Incorrect type for ${name}, expected dict and got ${named(classOf(unwrapArgument(v)))}`,
  );
}

export default defineModule<Record<string, Value>>({
  shortDescription: 'Checks the arguments of a role against their spec',
  description:
    'Runs before the tasks of a role whose meta/argument_specs.yml describes its entry point; may be used as a task as well.',
  source:
    'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/validate_argument_spec_module.html',
  options: {
    argument_spec: {
      type: 'raw',
      description: "The spec: options by name, as in a role's argument_specs.",
    },
    provided_arguments: {
      type: 'raw',
      description: 'The arguments to check; variables of the task fill in the rest.',
    },
    validate_args_context: { type: 'raw', description: 'What is checked, for the result.' },
  },
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    const args = ctx.rawParams;
    if (!args.has('argument_spec'))
      throw new AnsibleError(
        `"argument_spec" arg is required in args: ${reprArgument(unwrapArgument(args))}`,
      );
    const spec = dictArgument(args, 'argument_spec');
    const provided = dictArgument(args, 'provided_arguments');
    const context = args.get('validate_args_context') ?? (new Map() as Dict);
    const given: Dict = new Map(provided);
    for (const key of spec.keys()) {
      const name = strArgument(key);
      if (!ctx.vars.has(name)) continue;
      const value = await ctx.templar.template(ctx.vars.get(name)!);
      given.set(name, value);
    }
    const errors = argumentErrors(specFromDict(spec), given).map(named);
    if (errors.length > 0) {
      return {
        failed: true,
        msg: `Validation of arguments failed:\n${errors.join('\n')}`,
        argument_spec_data: spec,
        argument_errors: errors,
        validate_args_context: asText(context) ?? context,
      };
    }
    return {
      changed: false,
      msg: 'The arg spec validation passed',
      validate_args_context: asText(context) ?? context,
    };
  },
});
