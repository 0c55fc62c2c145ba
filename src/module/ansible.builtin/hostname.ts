import { defineModule, ModuleFailure } from '../define.ts';
import { fqdn } from '../facts/fqdn.ts';
import { tool } from '../support/package/tool.ts';
import { readText, writeText } from '../support/text-file.ts';

interface Params {
  readonly name: string;
  readonly use: string | null;
}

export default defineModule<Params>({
  shortDescription: "Sets the host's name",
  description:
    'Now and for the next boots: by hostnamectl where systemd runs the host, else by hostname and /etc/hostname or its kin.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/hostname_module.html',
  options: {
    name: { required: true, description: 'The name.' },
    use: {
      choices: [
        'alpine',
        'debian',
        'freebsd',
        'generic',
        'macos',
        'macosx',
        'darwin',
        'openbsd',
        'openrc',
        'redhat',
        'sles',
        'solaris',
        'systemd',
      ],
      description: 'How the name is kept; found out where not given.',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const facts = async (): Promise<object> => {
      const full = await fqdn(target, p.name);
      return {
        ansible_facts: {
          ansible_hostname: p.name.split('.')[0]!,
          ansible_nodename: p.name,
          ansible_fqdn: full,
          ansible_domain: full.split('.').slice(1).join('.'),
        },
      };
    };
    if (!/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(p.name))
      throw new ModuleFailure(`Invalid hostname: ${p.name}`);
    const systemd =
      p.use === 'systemd' ||
      (p.use === null &&
        (await target.which('hostnamectl')) !== undefined &&
        (await target.stat('/run/systemd/system')) !== undefined);
    if (p.use !== null && ['freebsd', 'macos', 'macosx', 'darwin', 'openbsd', 'solaris'].includes(p.use))
      throw new ModuleFailure(`hostname module cannot be used on platform Linux with use=${p.use}`);
    const file =
      p.use === 'redhat'
        ? '/etc/sysconfig/network'
        : p.use === 'sles'
          ? '/etc/HOSTNAME'
          : p.use === 'openrc'
            ? '/etc/conf.d/hostname'
            : '/etc/hostname';
    const current = (await tool(target, ['uname', '-n'])).stdout.trim();
    const kept = await readText(target, file);
    const shape = /^\s*HOSTNAME\s*=\s*"?([^"\n]*)"?/im.exec(kept);
    const permanent =
      file === '/etc/hostname' || file === '/etc/HOSTNAME' ? kept.trim() : (shape?.[1] ?? '').trim();
    const changed = current !== p.name || permanent !== p.name;
    if (changed && !checkMode) {
      const fail = (r: { rc: number; stdout: string; stderr: string }): void => {
        if (r.rc !== 0)
          throw new ModuleFailure(`Command failed rc=${r.rc}, out=${r.stdout}, err=${r.stderr}`);
      };
      if (systemd) {
        for (const kind of ['--pretty', '--static', '--transient'])
          fail(await tool(target, ['hostnamectl', kind, 'set-hostname', p.name]));
      } else {
        if (current !== p.name) fail(await tool(target, ['hostname', p.name]));
        if (permanent !== p.name) {
          const key = file === '/etc/sysconfig/network' ? 'HOSTNAME' : 'hostname';
          const line =
            file === '/etc/hostname' || file === '/etc/HOSTNAME'
              ? undefined
              : key === 'HOSTNAME'
                ? `HOSTNAME=${p.name}`
                : `hostname="${p.name}"`;
          const next =
            line === undefined
              ? `${p.name}\n`
              : shape === null
                ? `${kept}${line}\n`
                : kept.replace(/^\s*HOSTNAME\s*=.*$/im, () => line);
          await writeText(target, file, next, 0o644);
        }
      }
    }
    return {
      changed,
      name: p.name,
      ...(await facts()),
      ...(ctx.diff &&
        changed && { diff: { before: `hostname = ${current}\n`, after: `hostname = ${p.name}\n` } }),
    };
  },
});
