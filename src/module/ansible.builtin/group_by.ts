import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Dict, Value } from '../../value/types.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { mustBeText, pythonFailure } from '../support/action-failure.ts';
import { refuseUnknown } from '../support/known-options.ts';

function dashed(v: Value): string {
  mustBeText(v, 'replace');
  return strArgument(v).replaceAll(' ', '-');
}

export default defineModule<Record<string, Value>>({
  shortDescription: 'Puts hosts in groups by what is known of them',
  description: 'Makes a group named by `key` and puts the host in it, for later plays.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/group_by_module.html',
  options: {
    key: { description: 'Name of the group; spaces become dashes.' },
    parents: { type: 'raw', default: ['all'], description: 'Groups above it.' },
  },
  // A missing key is told in this action's own words.
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    refuseUnknown('group_by', ctx.params, ['key', 'parents']);
    const key = ctx.rawParams.get('key');
    if (key === undefined) throw new ModuleFailure("the 'key' param is required when using group_by");
    const parents = ctx.rawParams.get('parents') ?? ['all'];
    if (asText(parents) === undefined && !Array.isArray(parents) && !(parents instanceof Map))
      throw pythonFailure('TypeError', `'${shortTypeName(parents)}' object is not iterable`);
    const list =
      asText(parents) !== undefined
        ? [parents]
        : Array.isArray(parents)
          ? parents
          : [...(parents as Dict).keys()];
    return { changed: false, add_group: dashed(key), parent_groups: list.map(dashed) };
  },
});
