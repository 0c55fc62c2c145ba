import { asText } from '../../value/text.ts';
import { defineModule } from '../define.ts';
import { runInitService, type ServiceParams } from '../support/service/init.ts';
import { runSystemd } from '../support/service/systemd.ts';

export default defineModule<ServiceParams & { readonly use: string }>({
  shortDescription: 'Manages services',
  description:
    'Starts, stops and enables services by systemd where that runs the host, else by OpenRC, upstart or init scripts.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/service_module.html',
  options: {
    name: { required: true, description: 'Name of the service.' },
    state: {
      choices: ['started', 'stopped', 'reloaded', 'restarted'],
      description: 'started and stopped act only where needed; restarted and reloaded always do.',
    },
    sleep: { type: 'int', description: 'With restarted: seconds between stop and start.' },
    pattern: { description: 'Text that ps must show, where a service has no status command.' },
    enabled: { type: 'bool', description: 'Whether it starts at boot.' },
    runlevel: { default: 'default', description: 'Runlevel of OpenRC.' },
    arguments: { default: '', aliases: ['args'], description: 'More arguments for the service.' },
    use: {
      default: 'auto',
      unlisted: true,
      description: 'The module to take; auto takes the one for the host.',
    },
  },
  requiredOneOf: [['state', 'enabled']],
  // of the first releases
  oldValues: { state: { running: 'started' } },
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    let use = p.use;
    if (use === 'auto') use = asText(ctx.fact('service_mgr') ?? 'auto') ?? 'auto';
    if (use === 'auto') {
      const [run, canary] = await ctx.target.statMany(['/run/systemd/system', '/dev/.run/systemd']);
      use = run !== undefined || canary !== undefined ? 'systemd' : 'service';
    }
    ctx.showArgument?.('use', undefined);
    if (use === 'systemd' || use === 'systemd_service') {
      for (const [name, on] of [
        ['pattern', p.pattern !== null],
        ['runlevel', p.runlevel !== 'default'],
        ['sleep', p.sleep !== null],
        ['arguments', p.arguments !== ''],
      ] as const) {
        if (on) ctx.warn(`Ignoring "${name}" as it is not used in "systemd"`);
      }
      // what the real one hands to its module for systemd
      for (const name of ['pattern', 'runlevel', 'sleep', 'arguments']) ctx.showArgument?.(name, undefined);
      for (const [name, value] of Object.entries(systemdDefaults)) ctx.showArgument?.(name, value);
      return runSystemd({
        target: ctx.target,
        checkMode: ctx.checkMode,
        warn: (m) => ctx.warn(m),
        params: {
          name: p.name,
          state: p.state,
          enabled: p.enabled,
          ...systemdDefaults,
        },
      });
    }
    // Any other name (pid 1 of a container, say) has no module of its own: init scripts, as Ansible does it.
    return runInitService(ctx);
  },
});

const systemdDefaults = {
  force: null,
  masked: null,
  daemon_reload: false,
  daemon_reexec: false,
  scope: 'system',
  no_block: false,
} as const;
