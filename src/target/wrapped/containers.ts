import { type Build, flag } from './build.ts';
import { splitWords } from './words.ts';

/** Source: ansible-doc -t connection community.docker.docker. */
export const docker: Build = ({ info, option, user }) => [
  'docker',
  ...splitWords(option('docker_extra_args') ?? ''),
  'exec',
  ...flag('-u', user[0]),
  '-i',
  info.address,
  info.executable,
];

/** Source: ansible-doc -t connection containers.podman.podman. */
export const podman: Build = ({ info, option, user }) => [
  option('podman_executable') ?? 'podman',
  ...splitWords(option('podman_extra_args') ?? ''),
  'exec',
  ...flag('--user', user[0]),
  '-i',
  info.address,
  info.executable,
];

/** Source: ansible-doc -t connection containers.podman.buildah. */
export const buildah: Build = ({ info, user }) => [
  'buildah',
  'run',
  ...flag('--user', user[0]),
  info.address,
  info.executable,
];

/** Source: ansible-doc -t connection community.general.lxd. */
export const lxd: Build = ({ info, option }) => [
  'lxc',
  ...flag('--project', option('project')),
  'exec',
  `${option('remote') ?? 'local'}:${info.address}`,
  '--',
  option('executable') ?? info.executable,
];

/** Ansible's plugin uses a Python library for what lxc-attach does. */
export const lxc: Build = ({ info }) => [
  'lxc-attach',
  '--clear-env',
  '-n',
  info.address,
  '--',
  info.executable,
];

/** Source: ansible-doc -t connection community.libvirt.libvirt_lxc. */
export const libvirtLxc: Build = ({ info }) => [
  'virsh',
  '-q',
  '-c',
  'lxc:///',
  'lxc-enter-namespace',
  info.address,
  '--',
  info.executable,
];
