import { statSync } from 'node:fs';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { type Build, flag } from './build.ts';

const needsRoot = (name: string): void => {
  if (process.getuid?.() !== 0)
    throw new AnsibleError(`${name} connection requires running as root`, { kind: 'options' });
};

/** Source: ansible-doc -t connection community.general.chroot. */
export const chroot: Build = ({ info, option }) => {
  needsRoot('chroot');
  if (!statSync(info.address, { throwIfNoEntry: false })?.isDirectory())
    throw new AnsibleError(`${info.address} is not a directory`, { kind: 'options' });
  return [option('chroot_exe') ?? 'chroot', info.address, info.executable];
};

/** Source: ansible-doc -t connection community.docker.nsenter. */
export const nsenter: Build = ({ info, option }) => [
  'nsenter',
  '--ipc',
  '--mount',
  '--net',
  '--pid',
  '--uts',
  '--preserve-credentials',
  `--target=${option('nsenter_pid') ?? '1'}`,
  '--',
  info.executable,
];

/** Source: ansible-doc -t connection community.general.jail. */
export const jail: Build = ({ info, user }) => {
  needsRoot('jail');
  return ['jexec', ...flag('-U', user[0]), info.address, info.executable];
};
