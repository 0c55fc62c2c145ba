import { AnsibleError } from '../../errors/ansible-error.ts';
import { type Build, flag } from './build.ts';
import { splitWords } from './words.ts';

const no = /^(?:n|no|off|0|false|f)$/i;

/** kubectl and oc: they differ in their name and in that of their options. */
const cluster =
  (program: 'kubectl' | 'oc'): Build =>
  ({ info, option }) => {
    const own = (name: string): string | undefined => option(`${program}_${name}`);
    for (const secret of ['password', 'token'])
      if (own(secret) !== undefined)
        throw new AnsibleError(
          `ansible_${program}_${secret} would stand in the arguments of ${program}, where every user of this machine reads it; put it into a kubeconfig file (ansible_${program}_kubeconfig)`,
          { kind: 'options' },
        );
    const certs = option('validate_certs');
    return [
      program,
      ...flag('-n', own('namespace')),
      ...flag('--kubeconfig', own('kubeconfig')),
      ...flag('--context', own('context')),
      ...flag('--server', own('host')),
      ...flag('--username', own('username')),
      ...flag('--client-certificate', option('client_cert')),
      ...flag('--client-key', option('client_key')),
      ...flag('--certificate-authority', option('ca_cert')),
      ...(certs === undefined ? [] : [`--insecure-skip-tls-verify=${no.test(certs)}`]),
      ...splitWords(own('extra_args') ?? ''),
      'exec',
      '-i',
      own('pod') ?? info.address,
      ...flag('-c', own('container')),
      '--',
      info.executable,
    ];
  };

/** Source: ansible-doc -t connection kubernetes.core.kubectl. */
export const kubectl = cluster('kubectl');

/** Source: ansible-doc -t connection community.okd.oc. */
export const oc = cluster('oc');
