import { AnsibleError } from '../../errors/ansible-error.ts';
import { asText } from '../../value/text.ts';
import { UnsafeText, type Value } from '../../value/types.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { actionInt } from '../support/action-failure.ts';
import { refuseUnknown } from '../support/known-options.ts';

interface DebugParams {
  readonly msg: Value;
  readonly var: Value;
  readonly verbosity: Value;
}

/** The name under which a variable is shown; Python names what is no text by its type. */
const keyOf = (v: Value): string =>
  typeof v === 'boolean'
    ? String(v)
    : v instanceof Map
      ? "<class 'dict'>"
      : Array.isArray(v)
        ? "<class 'list'>"
        : strArgument(v);

const isUndefined = (e: unknown): e is AnsibleError =>
  e instanceof AnsibleError && e.kind === 'undefined-variable';

export default defineModule<DebugParams>({
  shortDescription: 'Prints a message or a variable',
  description: 'Shows what a message, a variable or an expression is, without stopping the play.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/debug_module.html',
  options: {
    msg: { type: 'raw', description: 'The message. Without it, and without `var`, a greeting.' },
    var: {
      type: 'raw',
      description: 'Name of a variable, or an expression, without braces. Not together with `msg`.',
    },
    verbosity: { type: 'raw', default: 0, description: 'Shown only from this number of -v on.' },
  },
  examples: '- ansible.builtin.debug:\n    var: hostvars[inventory_hostname]\n    verbosity: 4\n',
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    refuseUnknown('debug', ctx.params, ['msg', 'var', 'verbosity']);
    const args = ctx.rawParams;
    if (args.has('msg') && args.has('var'))
      throw new ModuleFailure("'msg' and 'var' are incompatible options");
    const verbosity = actionInt(ctx.params.verbosity ?? 0);
    if (verbosity > ctx.verbosity) return { skipped_reason: 'Verbosity threshold not met.', skipped: true };
    if (args.has('msg')) return { msg: args.get('msg')!, _ansible_verbose_always: true };
    const name = args.get('var');
    if (name === undefined) return { msg: 'Hello world!', _ansible_verbose_always: true };
    return { [keyOf(name)]: await lookUp(ctx, name), _ansible_verbose_always: true };
  },
});

async function lookUp(ctx: ModuleContext<DebugParams>, name: Value): Promise<Value> {
  const missing = (why: string): string =>
    ctx.verbosity > 0 ? `VARIABLE IS NOT DEFINED!: ${why}` : 'VARIABLE IS NOT DEFINED!';
  const text = asText(name);
  if (text === undefined) return missing('');
  // Text that came from a host stays text: it names nothing and is never run as a template.
  if (name instanceof UnsafeText) return new UnsafeText(`{{${text}}}`);
  try {
    return await ctx.templar.template(`{{${text}}}`);
  } catch (e) {
    if (isUndefined(e)) return missing(e.message);
    throw e;
  }
}
