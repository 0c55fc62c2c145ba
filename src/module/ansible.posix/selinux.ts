import { defineModule, ModuleFailure } from '../define.ts';
import { tool } from '../support/package/tool.ts';
import { readText, writeText } from '../support/text-file.ts';

interface Params {
  readonly policy: string | null;
  readonly state: 'disabled' | 'enforcing' | 'permissive';
  readonly update_kernel_param: boolean;
  readonly configfile: string;
}

export default defineModule<Params>({
  shortDescription: 'Sets the mode and policy of SELinux',
  description: 'Changes the running mode where that is possible, and the configuration file.',
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/selinux_module.html',
  options: {
    policy: { description: 'The policy (targeted); needed unless the state is disabled.' },
    state: { required: true, choices: ['enforcing', 'permissive', 'disabled'], description: 'The mode.' },
    update_kernel_param: {
      type: 'bool',
      default: false,
      description: 'Sets selinux= of the kernel command line by grubby.',
    },
    configfile: {
      default: '/etc/selinux/config',
      aliases: ['conf', 'file'],
      description: 'The configuration file.',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const text = await readText(target, p.configfile);
    if ((await target.stat(p.configfile)) === undefined)
      throw new ModuleFailure(`Unable to find file ${p.configfile}`);
    const configMode = /^SELINUX=(\S+)/m.exec(text)?.[1] ?? '';
    const configPolicy = /^SELINUXTYPE=(\S+)/m.exec(text)?.[1] ?? '';
    if (p.state !== 'disabled' && p.policy === null)
      throw new ModuleFailure("Policy is required if state is not 'disabled'");
    const policy = p.policy ?? configPolicy;
    if (p.state !== 'disabled' && (await target.stat(`/etc/selinux/${policy}`)) === undefined)
      throw new ModuleFailure(`Policy ${policy} does not exist in /etc/selinux/`);
    const enforce = await readText(target, '/sys/fs/selinux/enforce');
    const running = enforce.trim() === '' ? 'disabled' : enforce.trim() === '1' ? 'enforcing' : 'permissive';
    const msgs: string[] = [];
    let changed = false;
    let reboot = false;
    if (policy !== configPolicy) {
      msgs.push(
        `SELinux policy configuration in '${p.configfile}' changed from '${configPolicy}' to '${policy}'`,
      );
      changed = true;
    }
    if (p.state !== running) {
      if (running === 'disabled') {
        msgs.push(`SELinux state change will take effect next reboot`);
        changed ||= configMode !== p.state;
        reboot = true;
      } else if (p.state === 'disabled') {
        if (running !== 'permissive') {
          if (!checkMode) await tool(target, ['setenforce', '0']);
          msgs.push(
            `SELinux state temporarily changed from '${running}' to 'permissive'. State change will take effect next reboot.`,
          );
          changed = true;
        } else msgs.push('SELinux state change will take effect next reboot');
        reboot = true;
      } else {
        if (!checkMode) {
          const r = await tool(target, ['setenforce', p.state === 'enforcing' ? '1' : '0']);
          if (r.rc !== 0) throw new ModuleFailure(`Unable to set the mode: ${r.stderr.trim()}`);
        }
        msgs.push(`SELinux state changed from '${running}' to '${p.state}'`);
        changed = true;
      }
    }
    if (p.state !== configMode) {
      msgs.push(`Config SELinux state changed from '${configMode}' to '${p.state}'`);
      changed = true;
    }
    if (!checkMode && (policy !== configPolicy || p.state !== configMode)) {
      const set = (t: string, key: string, value: string): string =>
        new RegExp(`^${key}=`, 'm').test(t)
          ? t.replace(new RegExp(`^${key}=.*$`, 'm'), () => `${key}=${value}`)
          : `${t}${t.endsWith('\n') || t === '' ? '' : '\n'}${key}=${value}\n`;
      let out = set(text, 'SELINUX', p.state);
      if (policy !== '') out = set(out, 'SELINUXTYPE', policy);
      await writeText(target, p.configfile, out);
    }
    if (p.update_kernel_param) {
      if ((await target.which('grubby', ['/usr/sbin', '/sbin'])) === undefined)
        throw new ModuleFailure("'update_kernel_param' requires the program grubby on the host");
      const info = await tool(target, ['grubby', '--info=ALL']);
      const off = /selinux=0/.test(info.stdout);
      if (off !== (p.state === 'disabled')) {
        changed = true;
        reboot = true;
        if (!checkMode)
          await tool(target, [
            'grubby',
            '--update-kernel=ALL',
            p.state === 'disabled' ? '--args=selinux=0' : '--remove-args=selinux=0',
          ]);
      }
    }
    return {
      changed,
      msg: msgs.join(', '),
      configfile: p.configfile,
      policy,
      state: p.state,
      reboot_required: reboot,
    };
  },
});
