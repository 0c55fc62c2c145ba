import { asText } from '../../value/text.ts';
import type { Dict, Value } from '../../value/types.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { actionFailure } from '../support/action-failure.ts';

/** Programs by which a package manager is told, in the order in which they are looked for. */
const managers: ReadonlyArray<readonly [string, string]> = [
  ['/usr/bin/dnf', 'dnf'],
  ['/usr/bin/yum', 'yum'],
  ['/usr/bin/apt-get', 'apt'],
  ['/usr/bin/zypper', 'zypper'],
  ['/usr/bin/pacman', 'pacman'],
  ['/sbin/apk', 'apk'],
];

export default defineModule<Record<string, Value>>({
  shortDescription: 'Manages packages with whatever manager the host has',
  description: 'Hands its arguments to apt, dnf, yum or the module that `use` names.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/package_module.html',
  options: {
    name: { type: 'raw', description: 'Packages; the names are those of the manager.' },
    state: { description: 'present, absent, or another state that the manager has.' },
    use: { default: 'auto', description: 'The module to take; auto takes the one for the host.' },
  },
  anyArguments: true,
  supportsCheckMode: true,
  async run(ctx) {
    const args: Dict = new Map(ctx.rawParams);
    const use = args.get('use') ?? 'auto';
    args.delete('use');
    let manager = strArgument(use);
    if (manager === 'auto') manager = asText(ctx.fact('pkg_mgr') ?? 'unknown') ?? 'unknown';
    if (manager === 'unknown' || manager === 'auto') {
      const found = await ctx.target.statMany(managers.map(([path]) => path));
      const i = found.findIndex((s) => s !== undefined);
      if (i < 0)
        throw new ModuleFailure(
          'Could not detect which package manager to use. Try gathering facts or setting the "use" option.',
        );
      manager = managers[i]![1];
    }
    const name = manager.includes('.') ? manager : `ansible.legacy.${manager}`;
    const result = await ctx.runModule(name, args).catch((e: unknown) => {
      throw e instanceof ModuleFailure &&
        e.message === `The module ${name} was not found in configured module paths`
        ? actionFailure(`Could not find a module for ${manager}.`)
        : e;
    });
    return Object.fromEntries(Array.from(result, ([k, v]) => [strArgument(k), v]));
  },
});
