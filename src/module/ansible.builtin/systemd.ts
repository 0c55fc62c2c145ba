import { defineModule } from '../define.ts';
import { runSystemd, type SystemdParams } from '../support/service/systemd.ts';

export default defineModule<SystemdParams>({
  shortDescription: 'Manages systemd units',
  description: 'Starts, stops, enables and masks units, and makes systemd read its files again.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/systemd_module.html',
  options: {
    name: { aliases: ['service', 'unit'], description: 'The unit; without a suffix .service is meant.' },
    state: {
      choices: ['reloaded', 'restarted', 'started', 'stopped'],
      description: 'started and stopped act only where needed; restarted and reloaded always do.',
    },
    enabled: { type: 'bool', description: 'Whether it starts at boot.' },
    force: { type: 'bool', description: 'Overwrites links that are there.' },
    masked: { type: 'bool', description: 'Whether it is masked, so that nothing can start it.' },
    daemon_reload: {
      type: 'bool',
      default: false,
      aliases: ['daemon-reload'],
      description: 'Makes systemd read its files again first.',
    },
    daemon_reexec: {
      type: 'bool',
      default: false,
      aliases: ['daemon-reexec'],
      description: 'Makes systemd start itself anew first.',
    },
    scope: {
      default: 'system',
      choices: ['system', 'user', 'global'],
      description: "The system's units, the user's, or those of all users.",
    },
    no_block: { type: 'bool', default: false, description: 'Does not wait for the operation to end.' },
  },
  requiredBy: { state: ['name'], enabled: ['name'], masked: ['name'] },
  returns: {
    status: { description: 'What systemctl show tells of the unit.', returned: 'success', type: 'dict' },
  },
  supportsCheckMode: true,
  run: (ctx) => runSystemd(ctx),
});
