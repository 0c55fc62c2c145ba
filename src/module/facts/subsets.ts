import { ModuleFailure } from '../define.ts';

/** Subsets that stand for others. */
const groups: Readonly<Record<string, readonly string[]>> = {
  min: [
    'apparmor',
    'caps',
    'cmdline',
    'date_time',
    'distribution',
    'dns',
    'env',
    'fips',
    'local',
    'lsb',
    'pkg_mgr',
    'platform',
    'python',
    'selinux',
    'service_mgr',
    'ssh_pub_keys',
    'user',
  ],
  hardware: ['hardware', 'platform_needed'],
  network: ['network', 'platform_needed', 'distribution'],
  virtual: ['virtual'],
};
const single = ['loadavg', 'fibre_channel_wwn', 'iscsi', 'nvme', 'is_chroot', 'facter', 'ohai', 'chroot'];

/** Fine names of facts, by the collector that finds them. */
const fine: Readonly<Record<string, readonly string[]>> = {
  hardware: [
    'devices',
    'mounts',
    'processor',
    'processor_cores',
    'processor_count',
    'lvm',
    'memory',
    'device_links',
    'uptime',
    'dmi',
  ],
  network: ['interfaces', 'default_ipv4', 'default_ipv6', 'all_ipv4_addresses', 'all_ipv6_addresses'],
  virtual: [
    'virtualization_type',
    'virtualization_role',
    'virtualization_tech_guest',
    'virtualization_tech_host',
  ],
  platform: ['system', 'kernel', 'kernel_version', 'machine', 'python_version', 'architecture', 'machine_id'],
  distribution: ['distribution_version', 'distribution_release', 'distribution_major_version', 'os_family'],
  date_time: [],
  iscsi: ['iscsi_iqn'],
  nvme: ['nvme_hostnqn', 'hostnqn'],
  ssh_pub_keys: [
    'ssh_host_key_dsa_public',
    'ssh_host_key_rsa_public',
    'ssh_host_key_ecdsa_public',
    'ssh_host_key_ed25519_public',
    'ssh_host_pub_keys',
  ],
  user: [
    'user_id',
    'user_uid',
    'user_gid',
    'user_gecos',
    'user_dir',
    'user_shell',
    'real_user_id',
    'effective_user_id',
    'effective_group_ids',
  ],
  caps: ['system_capabilities', 'system_capabilities_enforced'],
  local: [],
};

/** Collectors that need what others find; those facts then come along. */
const needs: Readonly<Record<string, readonly string[]>> = {
  pkg_mgr: ['distribution'],
  service_mgr: ['platform', 'distribution'],
};

/** The names that may be asked for, in the order of Ansible's message. */
const known =
  'all, all_ipv4_addresses, all_ipv6_addresses, apparmor, architecture, caps, chroot, cmdline, date_time, default_ipv4, default_ipv6, devices, distribution, distribution_major_version, distribution_release, distribution_version, dns, effective_group_ids, effective_user_id, env, facter, fibre_channel_wwn, fips, hardware, interfaces, is_chroot, iscsi, kernel, kernel_version, loadavg, local, lsb, machine, machine_id, mounts, network, nvme, ohai, os_family, pkg_mgr, platform, processor, processor_cores, processor_count, python, python_version, real_user_id, selinux, service_mgr, ssh_host_key_dsa_public, ssh_host_key_ecdsa_public, ssh_host_key_ed25519_public, ssh_host_key_rsa_public, ssh_host_pub_keys, ssh_pub_keys, system, system_capabilities, system_capabilities_enforced, user, user_dir, user_gecos, user_gid, user_id, user_shell, user_uid, virtual, virtualization_role, virtualization_tech_guest, virtualization_tech_host, virtualization_type'.split(
    ', ',
  );

function collectorsOf(name: string): readonly string[] {
  if (name === 'all') return [...Object.values(groups).flat(), ...single];
  if (groups[name] !== undefined) return groups[name];
  const owner = Object.entries(fine).find(([, names]) => names.includes(name))?.[0];
  return owner === undefined ? [name] : (groups[owner] ?? [owner]);
}

/** Names of the collectors that a gather_subset asks for. `min` is always there unless it is negated. */
export function collectors(subset: readonly string[]): Set<string> {
  const plus = new Set<string>();
  const minus = new Set<string>();
  const named = subset.map((x) => x.trim()).filter((x) => x !== '');
  for (const entry of named) {
    const off = entry.startsWith('!');
    const name = off ? entry.slice(1) : entry;
    if (name !== 'min' && !known.includes(name)) {
      if (off) continue; // as in Ansible, what is not there is left out
      throw new ModuleFailure(
        `Bad subset '${name}' given to Ansible. gather_subset options allowed: ${known.join(', ')}`,
      );
    }
    for (const c of collectorsOf(name)) {
      if (!off) plus.add(c);
      else if (name !== 'all' || !groups['min']!.includes(c)) minus.add(c);
    }
  }
  const only = named.some((n) => !n.startsWith('!'));
  // Leaving something out without asking for anything leaves the minimal set, as Ansible has it.
  const base = only ? plus : new Set(named.length === 0 ? collectorsOf('all') : []);
  if (!named.includes('!min')) for (const c of groups['min']!) base.add(c);
  for (const c of minus) if (!plus.has(c) || !only) base.delete(c);
  for (const [c, needed] of Object.entries(needs)) if (base.has(c)) for (const n of needed) base.add(n);
  return base;
}
