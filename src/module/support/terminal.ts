import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { notices } from '../../errors/notices.ts';

export interface TerminalQuestion {
  /** Ends by itself after this time, keys other than Ctrl+C mean nothing; undefined reads a text up to Enter. */
  readonly seconds: number | undefined;
  readonly echo: boolean;
  readonly signal: AbortSignal;
}

export interface TerminalAnswer {
  readonly kind: 'text' | 'timeout' | 'continue' | 'abort' | 'no-terminal';
  readonly text: string;
}

/**
 * Reads keys of the terminal until Enter, the time is over, or Ctrl+C and then C or A is pressed. Where a text is asked
 * for, the terminal itself echoes the keys, Enter as ^M, as under Ansible.
 */
export async function askTerminal(q: TerminalQuestion): Promise<TerminalAnswer> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    if (q.seconds === undefined) return { kind: 'no-terminal', text: '' };
    await sleep(q.seconds * 1000, undefined, { signal: q.signal });
    return { kind: 'timeout', text: '' };
  }
  const wasRaw = stdin.isRaw;
  stdin.setRawMode(true);
  if (q.seconds === undefined && q.echo)
    spawnSync('stty', ['echo', 'echoctl'], { stdio: [0, 'ignore', 'ignore'] });
  stdin.resume();
  try {
    return await new Promise<TerminalAnswer>((resolve, reject) => {
      let text = '';
      let interrupted = false;
      const timer =
        q.seconds === undefined
          ? undefined
          : setTimeout(() => done({ kind: 'timeout', text }), q.seconds * 1000);
      const stopped = (): void => {
        cleanUp();
        reject(q.signal.reason);
      };
      const cleanUp = (): void => {
        clearTimeout(timer);
        stdin.off('data', onKey);
        q.signal.removeEventListener('abort', stopped);
      };
      const done = (answer: TerminalAnswer): void => {
        cleanUp();
        resolve(answer);
      };
      const key = (c: string): void => {
        if (interrupted) {
          if (/[cC]/.test(c)) done({ kind: 'continue', text });
          else if (/[aA]/.test(c)) done({ kind: 'abort', text });
        } else if (c === '\x03') {
          interrupted = true;
          clearTimeout(timer);
          notices().display("Press 'C' to continue the play or 'A' to abort \r");
        } else if (q.seconds !== undefined) {
          // only the time counts
        } else if (c === '\r' || c === '\n') {
          done({ kind: 'text', text });
        } else if (c === '\x7f' || c === '\b') {
          text = Array.from(text).slice(0, -1).join('');
          // the line anew, with the bytes that Ansible sends
          stdout.write(`\x1b[\r\x1b[\x1b[K${q.echo ? text : ''}`);
        } else text += c;
      };
      const onKey = (data: Buffer | string): void => {
        for (const c of data.toString()) key(c);
      };
      stdin.on('data', onKey);
      q.signal.addEventListener('abort', stopped, { once: true });
    });
  } finally {
    stdin.setRawMode(wasRaw);
    stdin.pause();
  }
}
