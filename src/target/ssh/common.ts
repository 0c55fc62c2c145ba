import { ConnectionError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import type { ConnectionInfo } from '../types.ts';

export const connectPrefix = 'Failed to connect to the host via ssh: ';

export const truth = (text: string | undefined, fallback: boolean): boolean =>
  text === undefined || text === '' ? fallback : /^(?:yes|true|on|1|y|t)$/i.test(text);

/** Tries `ansible_ssh_retries` times more where the error says that another try makes sense: at once, then 1, 3, 7 ... 30 s. */
export async function withRetries<T>(
  info: ConnectionInfo,
  attempts: string | undefined,
  once: () => Promise<T>,
): Promise<T> {
  const { options } = info;
  const retries =
    Number(options['ansible_ssh_retries'] ?? options['ansible_ssh_reconnection_retries'] ?? attempts ?? 0) ||
    0;
  for (let attempt = 0; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      const again = error instanceof ConnectionError && 'again' in error && error.again === true;
      if (attempt >= retries || !again) throw error;
      const pause = Math.min(2 ** attempt - 1, 30);
      notices().verbose(
        2,
        `ssh_retry: attempt: ${attempt + 1}, ${(error as Error).message}, pausing for ${pause} seconds`,
        info.host,
      );
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  }
}
