import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { whenInterrupted } from './interrupt.ts';

/** Reads bytes up to a line end, one at a time: what follows belongs to somebody else. */
function readLine(fd: number): string | undefined {
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  for (;;) {
    let n: number;
    try {
      n = readSync(fd, one, 0, 1, null);
    } catch (e) {
      const code = (e as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN' || code === 'EINTR') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      }
      if (code === 'EOF') n = 0;
      else throw e;
    }
    if (n === 0) return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
    if (one[0] === 10) return Buffer.from(bytes).toString('utf8').replace(/\r$/, '');
    bytes.push(one[0]!);
  }
}

/** A line of the user's: signals (Ctrl-C) and the hosts' sessions go on while it is waited for. */
function readTerminalLine(input: NodeJS.ReadStream): Promise<string | undefined> {
  if (input.readableEnded) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let text = '';
    const done = (line: string | undefined): void => {
      input.off('data', data);
      input.off('end', end);
      input.off('error', end);
      input.pause();
      resolve(line);
    };
    const end = (): void => done(text === '' ? undefined : text);
    const data = (chunk: string): void => {
      text += chunk;
      const at = text.indexOf('\n');
      if (at < 0) return;
      const rest = text.slice(at + 1);
      done(text.slice(0, at).replace(/\r$/, ''));
      if (rest !== '') input.unshift(rest, 'utf8');
    };
    input.setEncoding('utf8');
    input.on('data', data);
    input.on('end', end);
    input.on('error', end);
    input.resume();
  });
}

/** The terminal that the program belongs to, and its echo; undefined where there is none. */
interface Terminal {
  readonly fd: number;
  hide(): void;
  show(): void;
  line(): Promise<string | undefined>;
  close(): void;
}

async function terminal(): Promise<Terminal | undefined> {
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const { execFileSync } = await import('node:child_process');
  const { ReadStream } = await import('node:tty');
  const stty = (...args: string[]): string =>
    execFileSync('stty', args, { stdio: [fd, 'pipe', 'ignore'], encoding: 'utf8' });
  let saved = '';
  let input: NodeJS.ReadStream | undefined;
  return {
    fd,
    hide: () => {
      saved = stty('-g').trim();
      stty('-echo');
    },
    show: () => {
      if (saved !== '') stty(saved);
      saved = '';
    },
    // not a blocking read: Ctrl-C is heeded while one is asked
    line: () => {
      input ??= new ReadStream(openSync('/dev/tty', 'r')) as NodeJS.ReadStream;
      return readTerminalLine(input);
    },
    close: () => {
      input?.destroy();
      closeSync(fd);
    },
  };
}

/** Nothing is left to read where a password was asked for. */
export class EndOfInput extends AnsibleError {
  constructor(what = 'password') {
    super(`EOFError (ctrl-d) on prompt for ${what}`);
  }
}

/**
 * Asks for a password on the terminal, without echo. Without a terminal it reads a line of stdin and says on stderr
 * that the input may be seen, as Python's getpass does. Throws EndOfInput where there is no input.
 */
export async function askPassword(prompt: string): Promise<string> {
  notices().flush?.();
  const tty = await terminal();
  if (tty === undefined) {
    writeSync(2, `Warning: Password input may be echoed.\n${prompt}`);
    const line = readLine(0);
    if (line === undefined) throw new EndOfInput();
    writeSync(2, '\n');
    return line;
  }
  let hidden = false;
  try {
    tty.hide();
    hidden = true;
  } catch {
    writeSync(2, 'Warning: Password input may be echoed.\n');
  }
  const done = whenInterrupted(async () => tty.show());
  try {
    writeSync(tty.fd, prompt);
    const line = await tty.line();
    if (line === undefined) throw new EndOfInput();
    if (hidden) writeSync(tty.fd, '\n');
    return line;
  } finally {
    done();
    if (hidden) tty.show();
    tty.close();
  }
}

/**
 * Asks a question whose answer may be seen, answered on stdin; undefined where stdin has ended. As with Python's
 * input(), the question goes to stderr where stdin and stdout are terminals, else to stdout.
 */
export async function ask(prompt: string): Promise<string | undefined> {
  writeSync(isatty(0) && isatty(1) ? 2 : 1, prompt);
  return isatty(0) ? readTerminalLine(process.stdin) : readLine(0);
}
