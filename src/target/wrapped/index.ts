import { AnsibleError } from '../../errors/ansible-error.ts';
import type { ConnectionInfo } from '../types.ts';
import type { Build } from './build.ts';
import { buildah, docker, libvirtLxc, lxc, lxd, podman } from './containers.ts';
import { kubectl, oc } from './kubernetes.ts';
import { chroot, jail, nsenter } from './machine.ts';

/** Programs that start a shell somewhere else, by the name of Ansible's connection plugin. */
const builders: Readonly<Record<string, Build>> = {
  buildah,
  chroot,
  docker,
  jail,
  kubectl,
  libvirt_lxc: libvirtLxc,
  lxc,
  lxd,
  nsenter,
  oc,
  podman,
};

const shortName = (connection: string): string => connection.replace(/^(?:[\w]+\.[\w]+)\./, '');

/** Whether a connection is one that wraps a shell; "community.docker.docker" is docker. */
export const isWrapped = (connection: string): boolean => Object.hasOwn(builders, shortName(connection));

/** The argument list that opens a shell over such a connection. Throws AnsibleError where it cannot be. */
export function wrappedCommand(info: ConnectionInfo): string[] {
  const build = builders[shortName(info.connection)];
  if (build === undefined)
    throw new AnsibleError(`the connection plugin '${info.connection}' was not found`, {
      kind: 'plugin-not-found',
    });
  const option = (name: string): string | undefined => {
    const value = info.options[name];
    return value === '' ? undefined : value;
  };
  return build({ info, option, user: info.user === undefined || info.user === '' ? [] : [info.user] });
}
