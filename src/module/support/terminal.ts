import { setTimeout as sleep } from 'node:timers/promises';

export interface TerminalQuestion {
  /** Ends by itself after this time; undefined waits for Enter. */
  readonly seconds: number | undefined;
  readonly echo: boolean;
  readonly signal: AbortSignal;
  /** False where only time is waited for, and keys other than Ctrl+C mean nothing. */
  readonly wantsText: boolean;
}

export interface TerminalAnswer {
  readonly kind: 'text' | 'timeout' | 'continue' | 'abort' | 'no-terminal';
  readonly text: string;
}

/** Reads keys of the terminal until Enter, the time is over, or Ctrl+C and then C or A is pressed. */
export async function askTerminal(q: TerminalQuestion): Promise<TerminalAnswer> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    if (q.seconds === undefined) return { kind: 'no-terminal', text: '' };
    await sleep(q.seconds * 1000, undefined, { signal: q.signal });
    return { kind: 'timeout', text: '' };
  }
  const wasRaw = stdin.isRaw;
  stdin.setRawMode(true);
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
          stdout.write("\nPress 'C' to continue the play or 'A' to abort \r");
        } else if (c === '\r' || c === '\n') {
          if (q.seconds === undefined || q.wantsText) done({ kind: 'text', text });
        } else if (c === '\x7f' || c === '\b') {
          if (text === '') return;
          text = Array.from(text).slice(0, -1).join('');
          if (q.echo) stdout.write('\b \b');
        } else if (q.wantsText && c >= ' ') {
          text += c;
          if (q.echo) stdout.write(c);
        }
      };
      const onKey = (data: Buffer): void => {
        for (const c of data.toString()) key(c);
      };
      stdin.on('data', onKey);
      q.signal.addEventListener('abort', stopped, { once: true });
    });
  } finally {
    stdin.setRawMode(wasRaw);
    stdin.pause();
    stdout.write('\n');
  }
}
