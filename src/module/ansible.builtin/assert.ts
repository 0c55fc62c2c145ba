import { AnsibleError } from '../../errors/ansible-error.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { boolOf, classOf } from '../argspec/coerce.ts';
import { defineModule, type ModuleResult } from '../define.ts';
import { mustBeHashable } from '../support/action-failure.ts';
import { refuseUnknown } from '../support/known-options.ts';

interface AssertParams {
  readonly that: Value;
  readonly fail_msg: Value;
  readonly msg: Value;
  readonly success_msg: Value;
  readonly quiet: Value;
}

/** A message is a text or a list of texts. */
function message(value: Value | undefined, name: string, fallback: string): Value {
  if (value === undefined || value === null) return fallback;
  if (Array.isArray(value)) {
    if (value.every((v) => asText(v) !== undefined)) return value;
    throw new AnsibleError(`Type of one of the elements in ${name} list is not string type`);
  }
  if (asText(value) !== undefined) return value;
  throw new AnsibleError(`Incorrect type for ${name}, expected a string or list and got ${classOf(value)}`);
}

export default defineModule<AssertParams>({
  shortDescription: 'Checks that conditions hold',
  description: 'Fails at the first condition that does not hold. Conditions are written as in `when`.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/assert_module.html',
  options: {
    that: { type: 'raw', description: 'A condition or a list of them.' },
    fail_msg: {
      type: 'raw',
      aliases: ['msg'],
      description: 'Message where one does not hold; a text or a list of texts.',
    },
    success_msg: { type: 'raw', description: 'Message where all hold; a text or a list of texts.' },
    quiet: { type: 'raw', default: false, description: 'Says nothing of the conditions that hold.' },
  },
  examples:
    '- ansible.builtin.assert:\n    that:\n      - my_param <= 100\n      - my_param >= 0\n    fail_msg: "\'my_param\' must be between 0 and 100"\n',
  // `that` missing is told in this action's own words, so the spec is not enforced.
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  untemplatedOptions: ['that'],
  async run(ctx) {
    const args = ctx.rawParams;
    refuseUnknown('assert', Object.fromEntries([...args.keys()].map((k) => [String(k), 1])), [
      'that',
      'fail_msg',
      'msg',
      'success_msg',
      'quiet',
    ]);
    if (!args.has('that'))
      throw new AnsibleError('conditional required in "that" string', { kind: 'action' });
    const failMsg = message(args.get('fail_msg') ?? args.get('msg'), 'fail_msg or msg', 'Assertion failed');
    const successMsg = message(args.get('success_msg'), 'success_msg', 'All assertions passed');
    mustBeHashable(args.get('quiet'));
    const quiet = boolOf(args.get('quiet') ?? false) ?? false;
    const that: Value = args.get('that') ?? null;
    for (const condition of Array.isArray(that) ? that : [that]) {
      if (await ctx.templar.condition(condition)) continue;
      const result: ModuleResult = { failed: true, evaluated_to: false, assertion: condition, msg: failMsg };
      return quiet ? result : { _ansible_verbose_always: true, ...result };
    }
    const result: ModuleResult = { changed: false, msg: successMsg };
    return quiet ? result : { _ansible_verbose_always: true, ...result };
  },
});
