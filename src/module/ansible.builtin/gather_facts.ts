import type { Dict, Value } from '../../value/types.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, ModuleFailure } from '../define.ts';

export default defineModule<{ readonly parallel: boolean | null }>({
  shortDescription: 'Gathers facts by the modules that FACTS_MODULES names',
  description:
    'What a play runs at its start; setup, unless the settings say otherwise. Other arguments go to setup.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/gather_facts_module.html',
  options: { parallel: { type: 'bool', description: 'Whether several modules run at once.' } },
  anyArguments: true,
  supportsCheckMode: true,
  async run(ctx) {
    const args: Dict = new Map(ctx.rawParams);
    args.delete('parallel');
    const setting = ctx.setting('FACTS_MODULES');
    const modules = Array.isArray(setting) && setting.length > 0 ? setting.map(strArgument) : ['smart'];
    const facts: Dict = new Map();
    const merged: Record<string, Value> = {};
    for (const m of modules) {
      const result = await ctx.runModule(m === 'smart' || m === 'setup' ? 'ansible.legacy.setup' : m, args);
      if (result.get('failed') === true)
        throw new ModuleFailure(`The following modules failed to execute: ${m}\n`, {
          failed_modules: new Map([[m, result]]) as Dict,
        });
      const got = result.get('ansible_facts');
      if (got instanceof Map) for (const [k, v] of got) facts.set(k, v);
      for (const [k, v] of result)
        if (!['ansible_facts', 'changed', 'invocation'].includes(strArgument(k))) merged[strArgument(k)] = v;
    }
    // Shown where it was asked for: not because of -v.
    return { ...merged, ansible_facts: facts, changed: false, _ansible_verbose_override: true };
  },
});
