import { file, linesOf, type Sections } from './script.ts';
import type { Facts } from './types.ts';

interface Machine {
  readonly product: string;
  readonly vendor: string;
  readonly bios: string;
  readonly family: string;
}

/** What firmware tells of a virtual machine: technology by the first rule that fits. */
const machineRules: ReadonlyArray<readonly [(m: Machine) => boolean, string]> = [
  [
    (m) =>
      /^(KVM|KVM Server|Bochs|AHV)$/.test(m.product) || m.product === 'Standard PC (i440FX + PIIX, 1996)',
    'kvm',
  ],
  [(m) => m.vendor === 'oVirt' || m.product === 'oVirt Node', 'oVirt'],
  [(m) => m.product === 'RHEV Hypervisor' || m.product === 'RHEL' || m.family === 'RHV', 'RHEV'],
  [(m) => /^VMware/.test(m.product), 'VMware'],
  [(m) => /^OpenStack (Compute|Nova)$/.test(m.product), 'openstack'],
  [(m) => m.bios === 'Xen', 'xen'],
  [(m) => m.bios === 'innotek GmbH' || m.product === 'VirtualBox', 'virtualbox'],
  [
    (m) =>
      /^(Amazon EC2|DigitalOcean|Hetzner|Vultr|Linode)$/.test(m.bios) ||
      m.bios === 'Google' ||
      m.product === 'Google Compute Engine',
    'kvm',
  ],
  [(m) => m.vendor === 'Microsoft Corporation' && /Virtual Machine/.test(m.product), 'VirtualPC'],
  [(m) => /^Parallels/.test(m.vendor) || /^Parallels/.test(m.product), 'parallels'],
  [(m) => m.vendor === 'KubeVirt', 'KubeVirt'],
  [
    (m) => /^(QEMU|Red Hat|Amazon EC2|DigitalOcean|Hetzner|Scaleway|Nutanix|BHYVE|Bhyve)$/i.test(m.vendor),
    'kvm',
  ],
];

export function virtualFacts(s: Sections): Facts {
  const guest = new Set<string>();
  const host = new Set<string>();
  let found: { type: string; role: string } | undefined;
  const is = (type: string, role: 'guest' | 'host'): void => {
    (role === 'guest' ? guest : host).add(type);
    found ??= { type, role };
  };
  const marks = new Set(linesOf(s.get('virt')));
  if (marks.has('/.dockerenv') || marks.has('/.dockerinit')) {
    is('docker', 'guest');
    guest.add('container');
  }
  const cgroup = file(s, '/proc/1/cgroup') ?? '';
  if (/\/docker(\/|-[0-9a-f]+\.scope)/.test(cgroup)) {
    is('docker', 'guest');
    guest.add('container');
  } else if (/\/lxc\/|\/machine\.slice\/machine-lxc/.test(cgroup)) {
    is('lxc', 'guest');
    guest.add('container');
  }
  const container = /^container=(.*)$/m.exec(s.get('env1') ?? '')?.[1];
  const inSystemd = linesOf(s.get('virt')).find((l) => !l.startsWith('/'));
  const kind = container ?? inSystemd;
  if (kind !== undefined && kind !== '') {
    const name =
      kind === 'lxc' || kind === 'podman' || kind === 'docker'
        ? kind
        : marks.has('/run/.containerenv')
          ? 'podman'
          : kind === 'systemd-nspawn'
            ? 'systemd-nspawn'
            : 'container';
    is(name, 'guest');
    guest.add('container');
  } else if (marks.has('/run/.containerenv')) {
    is('podman', 'guest');
    guest.add('container');
  }
  if (marks.has('/proc/vz')) is('openvz', marks.has('/proc/bc') ? 'host' : 'guest');
  if (marks.has('/proc/xen') || file(s, '/sys/hypervisor/type')?.trim() === 'xen')
    is('xen', (file(s, '/proc/xen/capabilities') ?? '').includes('control_d') ? 'host' : 'guest');
  const dmi = (k: string): string => s.get(`vdmi:${k}`)?.trim() ?? '';
  const machine = {
    product: dmi('product_name'),
    vendor: dmi('sys_vendor'),
    bios: dmi('bios_vendor'),
    family: dmi('product_family'),
  };
  const rule = machineRules.find(([fits]) => fits(machine));
  if (rule !== undefined) is(rule[1], 'guest');
  const vx = /^VxID:\s*(\d+)/m.exec(file(s, '/proc/self/status') ?? '');
  if (vx !== null) is('linux_vserver', vx[1] === '0' ? 'host' : 'guest');
  const cpu = s.get('cpuflags') ?? '';
  if (/^model name.*QEMU/m.test(cpu)) is('kvm', 'guest');
  else if (/^vendor_id.*User Mode Linux/m.test(cpu)) is('uml', 'guest');
  const modules = new Set((file(s, '/proc/modules') ?? '').split('\n').map((l) => l.split(' ')[0]!));
  if (modules.has('kvm') || marks.has('/dev/kvm')) {
    host.add('kvm');
    found ??= { type: 'kvm', role: 'host' };
  }
  if (modules.has('vboxdrv')) {
    host.add('virtualbox');
    found ??= { type: 'virtualbox', role: 'host' };
  }
  if (modules.has('virtio') && found === undefined) is('kvm', 'guest');
  return {
    virtualization_type: found?.type ?? 'NA',
    virtualization_role: found?.role ?? 'NA',
    virtualization_tech_guest: [...guest].sort(),
    virtualization_tech_host: [...host].sort(),
  };
}
