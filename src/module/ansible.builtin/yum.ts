import { defineModule, type ModuleContext } from '../define.ts';
import { type RpmParams, runRpm } from '../support/package/rpm.ts';
import { rpmOptions } from '../support/package/rpm-options.ts';

export default defineModule<RpmParams & { readonly use_backend: string }>({
  shortDescription: 'Manages packages with yum',
  description: 'Installs, upgrades and removes packages and groups. Where only dnf is there, dnf is taken.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/yum_module.html',
  options: {
    ...rpmOptions,
    use_backend: {
      default: 'auto',
      choices: ['auto', 'yum', 'yum4', 'dnf'],
      description: 'The program to take; auto takes yum, and dnf where there is no yum.',
    },
  },
  mutuallyExclusive: [['name', 'list']],
  returns: {
    rc: { description: 'Exit code.', returned: 'always', type: 'int', sample: 0 },
    results: {
      description: 'Output of the steps, or the packages that are there already.',
      returned: 'always',
      type: 'list',
    },
    changes: {
      description: 'What was, or would be, installed, updated and removed.',
      returned: 'on change',
      type: 'dict',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const backend = ctx.params.use_backend;
    const dnf = backend === 'auto' ? (await ctx.target.which('yum')) === undefined : backend !== 'yum';
    if (backend === 'auto' && dnf && (await ctx.target.which('dnf')) === undefined)
      return {
        failed: true,
        changed: false,
        msg: [
          'Could not detect which major revision of yum is in use, which is required to determine module backend.',
          'You should manually specify use_backend to tell the module whether to use the yum (yum3) or dnf (yum4) backend})',
        ],
      };
    return runRpm(ctx as ModuleContext<RpmParams>, dnf ? 'dnf' : 'yum');
  },
});
