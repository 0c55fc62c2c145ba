import { AnsibleError, ConnectionError } from '../errors/ansible-error.ts';
import type { ConnectionInfo } from './types.ts';

/** Words of a text as a POSIX shell splits them; quotes and backslashes as there, no expansion. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const token = /\s*((?:[^\s"'\\]|\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*")+)/y;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const m = token.exec(text);
    if (!m) {
      if (text.slice(at).trim() === '') break;
      throw new AnsibleError(`No closing quotation in: ${text}`, { kind: 'options' });
    }
    at = token.lastIndex;
    words.push(
      (m[1] ?? '').replace(
        /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"/g,
        (_, escaped?: string, single?: string, double?: string) =>
          escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'),
      ),
    );
  }
  return words;
}

type Build = (
  info: ConnectionInfo,
  option: (...names: string[]) => string | undefined,
  user: string[],
) => string[];

const container =
  (program: string, userFlag: string): Build =>
  (info, option, user) => [
    option(`ansible_${program}_command`, `ansible_${program}_cmd`) ?? program,
    ...splitWords(option(`ansible_${program}_extra_args`) ?? ''),
    'exec',
    ...(user.length > 0 ? [userFlag, ...user] : []),
    '-i',
    info.address,
    info.executable,
  ];

/** Programs that start a shell somewhere else, by the name of Ansible's connection plugin. */
const builders: Readonly<Record<string, Build>> = {
  docker: container('docker', '-u'),
  podman: container('podman', '--user'),
  buildah: (info, _option, user) => [
    'buildah',
    'run',
    ...(user.length > 0 ? ['--user', ...user] : []),
    '--',
    info.address,
    info.executable,
  ],
  kubectl: (info, option) => {
    const flag = (name: string, ...from: string[]): string[] => {
      const value = option(...from);
      return value === undefined ? [] : [name, value];
    };
    return [
      'kubectl',
      ...flag('--kubeconfig', 'ansible_kubectl_kubeconfig', 'ansible_kubectl_config'),
      ...flag('--context', 'ansible_kubectl_context'),
      ...flag('-n', 'ansible_kubectl_namespace'),
      ...splitWords(option('ansible_kubectl_extra_args') ?? ''),
      'exec',
      '-i',
      option('ansible_kubectl_pod') ?? info.address,
      ...flag('-c', 'ansible_kubectl_container'),
      '--',
      info.executable,
    ];
  },
  lxc: (info) => ['lxc-attach', '--clear-env', '-n', info.address, '--', info.executable],
  lxd: (info, option) => {
    const remote = option('ansible_lxd_remote') ?? 'local';
    const project = option('ansible_lxd_project');
    return [
      'lxc',
      ...(project === undefined ? [] : ['--project', project]),
      'exec',
      `${remote}:${info.address}`,
      '--',
      info.executable,
    ];
  },
  chroot: (info, option) => [option('ansible_chroot_exe') ?? 'chroot', info.address, info.executable],
  nsenter: (info, option) => [
    'nsenter',
    '--ipc',
    '--mount',
    '--net',
    '--pid',
    '--uts',
    '-t',
    option('ansible_nsenter_pid') ?? '1',
    '--',
    info.executable,
  ],
  jail: (info, _option, user) => [
    'jexec',
    ...(user.length > 0 ? ['-U', ...user] : []),
    info.address,
    info.executable,
  ],
};

const shortName = (connection: string): string => connection.replace(/^(?:[\w]+\.[\w]+)\./, '');

/** Whether a connection is one that wraps a shell; "community.docker.docker" is docker. */
export const isWrapped = (connection: string): boolean => Object.hasOwn(builders, shortName(connection));

/** The argument list that opens a shell over such a connection. */
export function wrappedCommand(info: ConnectionInfo): string[] {
  const name = shortName(info.connection);
  const build = builders[name];
  if (build === undefined)
    throw new AnsibleError(`the connection plugin '${info.connection}' was not found`, {
      kind: 'plugin-not-found',
    });
  if ((name === 'chroot' || name === 'jail') && process.getuid?.() !== 0)
    throw new ConnectionError(`${name} connection requires running as root`);
  const option = (...names: string[]): string | undefined =>
    names.map((n) => info.options[n]).find((v) => v !== undefined && v !== '');
  return build(info, option, info.user === undefined || info.user === '' ? [] : [info.user]);
}
