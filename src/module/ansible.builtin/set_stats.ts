import { asText } from '../../value/text.ts';
import type { Dict, Value } from '../../value/types.ts';
import { boolOf } from '../argspec/coerce.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { mustBeHashable } from '../support/action-failure.ts';
import { badVariableName, isIdentifier } from '../support/identifier.ts';
import { refuseUnknown } from '../support/known-options.ts';

export default defineModule<Record<string, Value>>({
  shortDescription: 'Sets statistics of the run',
  description: 'Custom statistics, shown at the end of the run where show_custom_stats is on.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/set_stats_module.html',
  options: {
    data: { type: 'raw', description: 'The statistics by name.' },
    per_host: { type: 'raw', default: false, description: 'For each host instead of for the whole run.' },
    aggregate: { type: 'raw', default: true, description: 'Adds to what is there instead of replacing it.' },
  },
  // Missing data is an empty dict here, and unknown options have their own message.
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    const args = ctx.rawParams;
    refuseUnknown('set_stats', Object.fromEntries([...args.keys()].map((k) => [strArgument(k), 1])), [
      'data',
      'per_host',
      'aggregate',
    ]);
    const stats: { data: Dict; per_host: boolean; aggregate: boolean } = {
      data: new Map(),
      per_host: false,
      aggregate: true,
    };
    let data: Value = args.get('data') ?? new Map<Value, Value>();
    if (asText(data) !== undefined) data = await ctx.templar.template(data);
    if (!(data instanceof Map)) throw new ModuleFailure("The 'data' option needs to be a dictionary/hash");
    for (const option of ['per_host', 'aggregate'] as const) {
      const v = args.get(option);
      if (v === undefined) continue;
      mustBeHashable(v);
      const b = boolOf(asText(v) ?? v);
      if (b !== undefined) stats[option] = b;
    }
    for (const [k, v] of data) {
      const name = strArgument(k);
      if (!isIdentifier(name)) throw new ModuleFailure(badVariableName(name));
      stats.data.set(name, v);
    }
    return { changed: false, ansible_stats: stats };
  },
});
