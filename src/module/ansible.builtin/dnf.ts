import { defineModule } from '../define.ts';
import { type RpmParams, runRpm } from '../support/package/rpm.ts';
import { rpmOptions } from '../support/package/rpm-options.ts';

export default defineModule<RpmParams>({
  shortDescription: 'Manages packages with dnf',
  description:
    'Installs, upgrades and removes packages and groups. Needs no Python bindings of dnf: it runs the program.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/dnf_module.html',
  options: {
    ...rpmOptions,
  },
  mutuallyExclusive: [['name', 'list']],
  returns: {
    rc: { description: 'Exit code.', returned: 'always', type: 'int', sample: 0 },
    results: {
      description: 'Packages that came and went.',
      returned: 'always',
      type: 'list',
      sample: ['Installed: hello-2.10-1.x86_64'],
    },
  },
  supportsCheckMode: true,
  run: (ctx) => runRpm(ctx, 'dnf'),
});
