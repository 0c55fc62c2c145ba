import { notices } from '../errors/notices.ts';
import { markUnsafeKeys } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import type { Dict, Value } from '../value/types.ts';

/**
 * Variables that decide how a host is reached: a host that returns them as facts does not get to set them.
 * Source: ansible-core 2.14.18, observed with a module that returns each.
 */
const connectionVars = new Set([
  'ansible_become',
  'ansible_become_exe',
  'ansible_become_flags',
  'ansible_become_method',
  'ansible_become_pass',
  'ansible_become_password',
  'ansible_become_user',
  'ansible_connection',
  'ansible_docker_extra_args',
  'ansible_executable',
  'ansible_host',
  'ansible_module_compression',
  'ansible_network_os',
  'ansible_password',
  'ansible_pipelining',
  'ansible_port',
  'ansible_private_key_file',
  'ansible_scp_extra_args',
  'ansible_sftp_extra_args',
  'ansible_shell_executable',
  'ansible_shell_type',
  'ansible_ssh_args',
  'ansible_ssh_common_args',
  'ansible_ssh_executable',
  'ansible_ssh_extra_args',
  'ansible_ssh_host',
  'ansible_ssh_pass',
  'ansible_ssh_password',
  'ansible_ssh_pipelining',
  'ansible_ssh_port',
  'ansible_ssh_private_key_file',
  'ansible_ssh_timeout',
  'ansible_ssh_user',
  'ansible_su',
  'ansible_su_exe',
  'ansible_su_flags',
  'ansible_su_pass',
  'ansible_su_user',
  'ansible_sudo',
  'ansible_sudo_exe',
  'ansible_sudo_flags',
  'ansible_sudo_pass',
  'ansible_sudo_user',
  'ansible_timeout',
  'ansible_user',
  'ansible_rsync_path',
  'ansible_playbook_python',
  'ansible_connection_user',
  'ansible_async_dir',
]);

const ofConnectionPlugin =
  /^ansible_(?:local|ssh|paramiko_ssh|psrp|winrm|docker|podman|buildah|kubectl|chroot|jail|lxc|lxd|zone)_/;

const removed = (name: string): boolean =>
  name === 'ansible_facts' ||
  connectionVars.has(name) ||
  name.startsWith('ansible_become_') ||
  (ofConnectionPlugin.test(name) && !/_(?:bridge|gwbridge)$/.test(name)) ||
  /^ansible_.*_interpreter$/.test(name) ||
  name.startsWith('_ansible_');

/** The facts as variables of the host: those that could change how it is reached are left out. */
export function cleanFacts(facts: Dict): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const [k, v] of facts) {
    const name = str(k);
    if (!removed(name) || name.startsWith('ansible_ssh_host_key_')) out.set(name, v);
    else if (!name.startsWith('_ansible_'))
      notices().warning(`Removed restricted key from module data: ${name}`);
  }
  return out;
}

/** The facts as `ansible_facts` shows them: without the `ansible_` prefix, `ansible_local` apart. */
export function namespaceFacts(facts: Dict): Dict {
  const out: Dict = new Map();
  for (const [k, v] of facts) {
    const name = str(k);
    out.set(name.startsWith('ansible_') && name !== 'ansible_local' ? name.slice(8) : name, v);
  }
  return markUnsafeKeys(out);
}
