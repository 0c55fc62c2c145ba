import type { ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import type { SshSettings } from './config.ts';

/** Algorithm lists that the user sets; the types of known host keys first, so that the known key is the one shown. */
export function algorithms(
  settings: SshSettings,
  knownTypes: readonly string[],
): NonNullable<ConnectConfig['algorithms']> {
  const out: Record<string, unknown> = {};
  const list = (keyword: string): string[] | undefined => {
    const text = settings.get(keyword);
    return text === undefined || /^[+\-^]/.test(text) ? undefined : text.split(',');
  };
  for (const [keyword, name] of [
    ['kexalgorithms', 'kex'],
    ['ciphers', 'cipher'],
    ['macs', 'hmac'],
  ] as const) {
    const given = list(keyword);
    if (given) out[name] = given;
  }
  const given = list('hostkeyalgorithms');
  const order = [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-rsa',
  ];
  const first = knownTypes
    .flatMap((t) => (t === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [t]))
    .filter((t) => order.includes(t));
  out['serverHostKey'] = (given ?? [...new Set([...first, ...order])]) as ServerHostKeyAlgorithm[];
  return out as NonNullable<ConnectConfig['algorithms']>;
}
