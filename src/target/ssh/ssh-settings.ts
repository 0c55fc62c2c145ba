import { ConnectionError } from '../../errors/ansible-error.ts';
import type { ConnectionInfo } from '../types.ts';
import { splitWords } from '../wrapped/words.ts';
import { connectPrefix, truth } from './common.ts';
import { readArguments, readFiles, SshSettings } from './config.ts';

/** Names that would be more than names in the shell text of a ProxyCommand; the words are OpenSSH's. */
export function refuseOddNames(s: SshSettings): void {
  const control = /[\0-\x20\x7f]/;
  if (/^-|['"`$\\;&<>|(){}]/.test(s.hostName) || control.test(s.hostName))
    throw new ConnectionError(`${connectPrefix}hostname contains invalid characters`);
  if (/^-|['"`;&<>|(){}]|\s-|\\$/.test(s.user))
    throw new ConnectionError(`${connectPrefix}remote username contains invalid characters`);
}

/** What `ssh` would be told on its command line and by its files for this host. */
export function settingsFor(info: ConnectionInfo): SshSettings {
  const s = new SshSettings(info.address);
  const words = (name: string): string[] => splitWords(info.options[name] ?? '');
  const checking = truth(
    info.options['ansible_ssh_host_key_checking'] ?? info.options['ansible_host_key_checking'],
    true,
  );
  // in the order in which Ansible gives them: the first one wins
  let file = readArguments(words('ansible_ssh_args'), s);
  if (!checking) s.offer('StrictHostKeyChecking', 'no');
  // options of paramiko's plugin
  if (truth(info.options['host_key_auto_add'], false)) s.offer('StrictHostKeyChecking', 'accept-new');
  if (info.options['proxy_command']) s.offer('ProxyCommand', info.options['proxy_command']);
  if (info.port !== undefined) s.offer('Port', String(info.port));
  if (info.privateKeyFile) s.offer('IdentityFile', info.privateKeyFile);
  if (info.user) s.offer('User', info.user);
  s.offer('ConnectTimeout', String(info.timeout));
  for (const name of ['ansible_ssh_common_args', 'ansible_ssh_extra_args']) {
    const named = readArguments(words(name), s);
    file ??= named;
  }
  readFiles(file, s);
  refuseOddNames(s);
  return s;
}
