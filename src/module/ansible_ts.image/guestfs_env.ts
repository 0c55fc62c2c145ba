import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleResult } from '../define.ts';
import { guestfsEnvironment } from '../support/guestfs-env.ts';

interface Params extends PlainObject {
  readonly backend: string | null;
  readonly backend_settings: readonly string[] | null;
}

export default defineModule<Params>({
  shortDescription: 'Finds the environment that libguestfs tools need on a host',
  description: [
    'Decides the backend, KVM or emulation (by trying), and the wrapper that keeps the first disk of a guest /dev/sda, as the other modules of this collection do for themselves.',
    'The answer is for the C(environment) of a task that calls the tools by a shell.',
  ],
  source: 'https://libguestfs.org/guestfs.3.html#environment-variables',
  supportsCheckMode: true,
  options: {
    backend: { description: 'Value of LIBGUESTFS_BACKEND; else that of the environment, else V(direct).' },
    backend_settings: {
      type: 'list',
      elements: 'str',
      description:
        'Value of LIBGUESTFS_BACKEND_SETTINGS; else that of the environment, else decided by trying KVM.',
    },
  },
  returns: {
    environment: { description: 'Variables and their values.', returned: 'always', type: 'dict' },
    notes: { description: 'What was decided, and why.', returned: 'always', type: 'list' },
  },
  notes: ['The variables name a file that is removed when the run ends.'],
  examples: `
- guestfs_env:
  register: guestfs

- shell: virt-cat -a undercloud.qcow2 /etc/hostname
  environment: "{{ guestfs.environment }}"
`,
  async run(ctx): Promise<ModuleResult> {
    const found = await guestfsEnvironment(ctx.target, {
      backend: ctx.params.backend,
      backendSettings: ctx.params.backend_settings,
      signal: ctx.signal,
    });
    const environment = Object.fromEntries(
      Object.entries(found.env).filter(([k]) => k.startsWith('LIBGUESTFS_')),
    );
    return { changed: false, environment, notes: [...found.notes] };
  },
});
