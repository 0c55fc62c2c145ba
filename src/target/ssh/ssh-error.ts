import { ConnectionError } from '../../errors/ansible-error.ts';

export const closedProxy =
  'kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535';

/** The words of Ansible, whose sshpass cannot answer the question for a host key. */
export const passwordToUnknown =
  "Using a SSH password instead of a key is not possible because Host Key checking is enabled and sshpass does not support this.  Please add this host's fingerprint to your known_hosts file to manage this host.";

/** A connection that could not be made; `again` tells whether another try makes sense. */
export class SshError extends ConnectionError {
  constructor(
    message: string,
    readonly again: boolean,
    /** The methods that the server would have taken, where it refused those that were tried. */
    readonly denied?: readonly string[],
    /** The two sides know no algorithm that both have. */
    readonly noCommonAlgorithm = false,
  ) {
    super(message);
  }
}

export const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ECONNRESET: 'Connection reset by peer',
};
