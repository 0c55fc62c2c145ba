import { notices } from '../../errors/notices.ts';
import { mergeDicts } from '../../template/support/merge.ts';
import { notBool } from '../../value/loose-bool.ts';
import type { Dict, Value } from '../../value/types.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { pythonFailure } from '../support/action-failure.ts';

export default defineModule<{ readonly parallel: Value }>({
  shortDescription: 'Gathers facts by the modules that FACTS_MODULES names',
  description:
    'What a play runs at its start; setup, unless the settings say otherwise. Other arguments go to setup.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/gather_facts_module.html',
  options: { parallel: { type: 'raw', description: 'Whether several modules run at once.' } },
  anyArguments: true,
  supportsCheckMode: true,
  async run(ctx) {
    const args: Dict = new Map(ctx.rawParams);
    const parallel = args.get('parallel') ?? null;
    if (parallel !== null && notBool(parallel) !== undefined)
      throw pythonFailure('TypeError', notBool(parallel) as string);
    args.delete('parallel');
    const own = ctx.vars.get('ansible_facts_modules');
    const setting = own === undefined ? ctx.setting('FACTS_MODULES') : await ctx.templar.template(own);
    const list = Array.isArray(setting) ? setting.map(strArgument) : strArgument(setting).split(',');
    const named = list.map((m) => m.trim()).filter((m) => m !== '');
    const modules = named.length > 0 ? named : ['smart'];
    let facts: Dict = new Map();
    const merged: Record<string, Value> = {};
    for (const m of modules) {
      const name = m === 'smart' ? await smartModule(ctx) : m;
      const result = await ctx.runModule(name, setupNames.has(name) ? args : withoutSetup(args, name));
      if (result.get('failed') === true)
        throw new ModuleFailure(`The following modules failed to execute: ${name}\n`, {
          ansible_facts: facts,
          failed_modules: new Map([[name, new Map([...result].filter(([k]) => k !== 'changed'))]]) as Dict,
        });
      const got = result.get('ansible_facts');
      if (got instanceof Map) facts = mergeDicts(facts, got, true, 'append_rp');
      for (const [k, v] of result)
        if (!['ansible_facts', 'changed', 'invocation'].includes(strArgument(k))) merged[strArgument(k)] = v;
    }
    // Shown where it was asked for: not because of -v.
    return { ...merged, ansible_facts: facts, changed: false, _ansible_verbose_override: true };
  },
});

const setupNames = new Set(['setup', 'ansible.builtin.setup', 'ansible.legacy.setup']);

/** What "smart" means: setup, or the facts module of a network device's system. */
async function smartModule(ctx: ModuleContext<unknown>): Promise<string> {
  const os = ctx.vars.get('ansible_network_os');
  const name = os === undefined ? ctx.fact('network_os') : await ctx.templar.template(os);
  const map: unknown = ctx.setting('CONNECTION_FACTS_MODULES');
  const modules = map instanceof Map ? map : new Map(Object.entries(map ?? {}));
  const found = name === undefined ? undefined : (modules.get(strArgument(name)) as Value | undefined);
  return found === undefined ? 'ansible.legacy.setup' : strArgument(found);
}

/** Arguments for another module than setup, which do not know setup's. */
function withoutSetup(args: Dict, module: string): Dict {
  const rest: Dict = new Map(args);
  for (const [key, word] of [
    ['gather_subset', 'subset'],
    ['gather_timeout', 'timeout'],
    ['filter', 'filter'],
  ] as const) {
    const given = rest.get(key) ?? null;
    rest.delete(key);
    // the subset is named even where there is none, as Ansible does
    const silent =
      key === 'gather_subset'
        ? [given].flat().every((v) => v !== null && strArgument(v) === 'all')
        : given === null;
    if (!silent)
      notices().warning(`Ignoring ${word}(${given === null ? 'None' : strArgument(given)}) for ${module}`);
  }
  return rest;
}
