import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { refuseUnknown } from '../support/known-options.ts';

const dashed = (v: Value): string => strArgument(v).replaceAll(' ', '-');

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
    const list = asText(parents) !== undefined ? [parents] : Array.isArray(parents) ? parents : [parents];
    return { changed: false, add_group: dashed(key), parent_groups: list.map(dashed) };
  },
});
