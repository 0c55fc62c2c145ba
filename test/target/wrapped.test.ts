import { expect, test } from 'vitest';
import type { ConnectionInfo } from '../../src/target/types.ts';
import { isWrapped, wrappedCommand } from '../../src/target/wrapped/index.ts';

const command = (connection: string, options: Record<string, string> = {}, user?: string): string =>
  wrappedCommand({
    connection,
    host: 'h',
    address: 'web',
    executable: '/bin/sh',
    options,
    user,
  } as unknown as ConnectionInfo).join(' ');

// what Ansible's plugins give the programs, as their stand-ins saw it, without what they run
test.each([
  ['community.docker.docker', {}, undefined, 'docker exec -i web /bin/sh'],
  [
    'docker',
    { docker_extra_args: '-H "tcp://x:1" --tls' },
    'app',
    'docker -H tcp://x:1 --tls exec -u app -i web /bin/sh',
  ],
  [
    'containers.podman.podman',
    { podman_executable: 'mypodman', podman_extra_args: '--log-level debug' },
    'app',
    'mypodman --log-level debug exec --user app -i web /bin/sh',
  ],
  ['containers.podman.buildah', {}, 'app', 'buildah run --user app web /bin/sh'],
  ['kubernetes.core.kubectl', {}, 'app', 'kubectl exec -i web -- /bin/sh'],
  [
    'kubectl',
    { kubectl_namespace: 'n', kubectl_context: 'c', kubectl_pod: 'p', kubectl_container: 'k' },
    undefined,
    'kubectl -n n --context c exec -i p -c k -- /bin/sh',
  ],
  [
    'community.okd.oc',
    {
      oc_host: 'https://h:1',
      client_cert: '/cert',
      client_key: '/key',
      ca_cert: '/ca',
      validate_certs: 'no',
      oc_extra_args: '--v=2',
    },
    undefined,
    'oc --server https://h:1 --client-certificate /cert --client-key /key --certificate-authority /ca --insecure-skip-tls-verify=true --v=2 exec -i web -- /bin/sh',
  ],
  [
    'community.general.lxd',
    { remote: 'r', project: 'p' },
    undefined,
    'lxc --project p exec r:web -- /bin/sh',
  ],
  ['community.general.lxc', {}, undefined, 'lxc-attach --clear-env -n web -- /bin/sh'],
  ['community.libvirt.libvirt_lxc', {}, undefined, 'virsh -q -c lxc:/// lxc-enter-namespace web -- /bin/sh'],
  [
    'community.docker.nsenter',
    { nsenter_pid: '77' },
    undefined,
    'nsenter --ipc --mount --net --pid --uts --preserve-credentials --target=77 -- /bin/sh',
  ],
] as const)('%s %j %s', (connection, options, user, expected) => {
  expect(isWrapped(connection)).toBe(true);
  expect(command(connection, options, user)).toBe(expected);
});

test('a secret never becomes an argument', () => {
  for (const program of ['kubectl', 'oc'])
    expect(() => command(program, { [`${program}_token`]: 'hidden' })).toThrow(
      `put it into a kubeconfig file (ansible_${program}_kubeconfig)`,
    );
});

test.skipIf(process.getuid?.() !== 0)('a chroot is a directory', () => {
  expect(() => command('chroot')).toThrow('web is not a directory');
});

test('other names are none', () => {
  expect(isWrapped('community.general.zone')).toBe(false);
  expect(() => command('community.general.zone')).toThrow(
    "the connection plugin 'community.general.zone' was not found",
  );
});
